import type { DashEnvironment } from '../../worker/contract/dash.ts';

type Named = Pick<DashEnvironment, 'name' | 'id'>;

/** Whether a change here reaches real users, as far as the name tells. */
export function isProduction({ name }: Pick<DashEnvironment, 'name'>): boolean {
  return /(^|[^a-z])(prod|production|live)([^a-z]|$)/i.test(name) && !/(pre|non)[-_ ]?prod/i.test(name);
}

/** Whether a toggle asks before it acts. */
export function isProtected(environment: DashEnvironment): boolean {
  return isProduction(environment) || environment.minimum_change_request_approvals !== null;
}

const TONES = ['a', 'b', 'c', 'd', 'e'] as const;
export type Tone = (typeof TONES)[number] | 'production';

/** The colour of an environment: production has its own, the others take turns. */
export function toneOf(environment: Named, all: readonly Named[]): Tone {
  if (isProduction(environment)) return 'production';
  const others = all.filter((one) => !isProduction(one));
  const index = others.findIndex(({ id }) => id === environment.id);
  return TONES[Math.max(0, index) % TONES.length] ?? 'a';
}
