import type { EvaluationData, UsageData } from '../../contract/usage.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import {
  countLifecycle,
  countUsage,
  isLiveFeature,
  listEvaluations,
  listUsage,
  type DayRow,
  type Labels,
  type Period,
  type UsageFilter,
} from './usage.queries.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The last days up to and with today. */
function lastDays(now: Date, days: number): Period {
  const tomorrow = Math.floor(now.getTime() / DAY_MS) * DAY_MS + DAY_MS;
  return { from: new Date(tomorrow - days * DAY_MS), to: new Date(tomorrow) };
}

/** compat: billing periods are calendar months here, as nobody is billed. */
export function readPeriod(name: string | undefined, now: Date): Period {
  const month = (offset: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1));
  if (name === 'current_billing_period') return { from: month(0), to: month(1) };
  if (name === 'previous_billing_period') return { from: month(-1), to: month(0) };
  return lastDays(now, name === '90_day_period' ? 90 : 30);
}

export async function showUsage(
  context: Context,
  { organisationId }: Scope,
  period: Period,
  filter: UsageFilter,
): Promise<UsageData[]> {
  const rows = await listUsage(context.database.db, organisationId, period, filter);
  return rows.map((row) => ({
    day: row.day,
    flags: Number(row['flags']),
    identities: Number(row['identities']),
    traits: Number(row['traits']),
    environment_document: Number(row['environment_document']),
    labels: toLabels(row),
  }));
}

export async function showUsageCount(context: Context, { organisationId }: Scope) {
  return { count: await countUsage(context.database.db, organisationId, lastDays(context.now(), 30)) };
}

export async function showEvaluations(
  context: Context,
  { projectId }: Scope,
  place: { featureId: number; environmentId: number },
  days: number,
  labels: Labels,
): Promise<EvaluationData[]> {
  const { db } = context.database;
  const [isLive, rows] = await Promise.all([
    isLiveFeature(db, projectId ?? 0, place.featureId),
    listEvaluations(db, projectId ?? 0, place, lastDays(context.now(), days), labels),
  ]);
  if (!isLive) throw notFound();
  return rows.map((row) => ({ day: row.day, count: Number(row['count']), labels: toLabels(row) }));
}

export async function showLifecycle({ database }: Context, { projectId, environmentId }: Scope) {
  return countLifecycle(database.db, projectId ?? 0, environmentId ?? 0);
}

/** Null where the SDKs said nothing of themselves. */
function toLabels({ application, version, user_agent }: DayRow): UsageData['labels'] {
  if (application === '' && version === '' && user_agent === '') return null;
  return {
    client_application_name: application || null,
    client_application_version: version || null,
    user_agent: user_agent || null,
  };
}
