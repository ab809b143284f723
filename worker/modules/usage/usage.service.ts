import type { EvaluationData, RequestEvent, UsageData } from '../../contract/usage.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import {
  countLifecycle,
  countUsage,
  findFeatureName,
  listEvaluations,
  listUsage,
  type DayRow,
  type Labels,
  type UsageFilter,
  type Window,
} from './usage.queries.ts';
import { lastDays } from './usage-period.ts';

export async function showUsage(
  context: Context,
  { organisationId }: Scope,
  window: Window,
  filter: UsageFilter,
): Promise<UsageData[]> {
  const rows = await listUsage(context.database.db, organisationId, window, filter);
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

/** compat: the same counts as Flagsmith's first charts had them, whatever the labels. */
export async function showRequestEvents(
  context: Context,
  scope: Scope,
  window: Window,
  filter: UsageFilter,
): Promise<{ events_list: RequestEvent[] }> {
  const days = Map.groupBy(await showUsage(context, scope, window, filter), ({ day }) => day);
  const sum = (rows: UsageData[], key: 'flags' | 'identities' | 'traits' | 'environment_document') =>
    rows.reduce((total, row) => total + row[key], 0);
  return {
    events_list: [...days].map(([name, rows]) => ({
      Flags: sum(rows, 'flags'),
      Identities: sum(rows, 'identities'),
      Traits: sum(rows, 'traits'),
      'Environment-document': sum(rows, 'environment_document'),
      name,
    })),
  };
}

type FeaturePlace = { featureId: number; environmentId: number };

export async function showEvaluations(
  context: Context,
  scope: Scope,
  place: FeaturePlace,
  window: Window,
  labels: Labels,
): Promise<EvaluationData[]> {
  const { rows } = await listOfFeature(context, scope, place, window, labels);
  return rows.map((row) => ({ day: row.day, count: Number(row['count']), labels: toLabels(row) }));
}

/** compat: each count stands under the feature's name. */
export async function showEvaluationEvents(
  context: Context,
  scope: Scope,
  place: FeaturePlace,
  window: Window,
): Promise<{ events_list: Record<string, string | number>[] }> {
  const none = { application: null, version: null, userAgent: null };
  const { feature, rows } = await listOfFeature(context, scope, place, window, none);
  const days = Map.groupBy(rows, ({ day }) => day);
  return {
    events_list: [...days].map(([datetime, ofDay]) => ({
      [feature]: ofDay.reduce((total, row) => total + Number(row['count']), 0),
      datetime,
    })),
  };
}

/** Throws NOT_FOUND unless the feature is of the project. */
async function listOfFeature(
  { database: { db } }: Context,
  scope: Scope,
  place: FeaturePlace,
  window: Window,
  labels: Labels,
) {
  const projectId = scope.projectId ?? 0;
  const [feature, rows] = await Promise.all([
    findFeatureName(db, projectId, place.featureId),
    listEvaluations(db, projectId, place, window, labels),
  ]);
  if (feature === null) throw notFound();
  return { feature, rows };
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
