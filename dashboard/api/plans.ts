import type { DashOrganisation } from './bootstrap.ts';
import { isFlagOn } from './own-flags.ts';

/** Flagsmith's plans, from the least to the most; one with another name is more than all of these. */
const PLANS = ['free', 'side-project', 'startup', 'scale-up', 'enterprise'];

function rankOf(plan: string | null): number {
  const at = PLANS.indexOf((plan ?? 'free').replace(/[-_ ]?(v\d+|annual|monthly).*$/i, '').toLowerCase());
  return at < 0 ? PLANS.length : at;
}

export function isAtLeast(plan: string | null, least: string): boolean {
  return rankOf(plan) >= PLANS.indexOf(least);
}

type Planned = Pick<DashOrganisation, 'plan'>;

/** Whoever runs the server can keep parts of the dashboard for organisations with a plan. Nothing is kept from anybody unless they do. */
export function hasAuditLog({ plan }: Planned): boolean {
  return !isFlagOn('scaleup_audit') || isAtLeast(plan, 'scale-up');
}

/** Groups and what is granted. */
export function hasPermissions({ plan }: Planned): boolean {
  return !isFlagOn('plan_based_access') || isAtLeast(plan, 'side-project');
}
