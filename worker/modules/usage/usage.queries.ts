import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { LifecycleCounts } from '../../contract/usage.ts';
import type { Period, Step } from './usage-period.ts';

export type Labels = { application: string | null; version: string | null; userAgent: string | null };
export type UsageFilter = Labels & { projectId: number | null; environmentId: number | null };
export type Window = { period: Period; step: Step };
export type DayRow = Record<'day' | 'application' | 'version' | 'user_agent', string> & Record<string, unknown>;

/** Where the counts of a step are, and how the step is written: a day, or the instant at which it begins. */
function stepped(step: Step) {
  const format = step === '24h' ? 'YYYY-MM-DD' : 'YYYY-MM-DD"T"HH24:MI:SS"Z"';
  return {
    day: sql`to_char(b.block_start at time zone 'UTC', ${format}) as day`,
    requests: sql.raw(step === '15m' ? 'api_usage_blocks b' : 'api_usage_hours b'),
    evaluations: sql.raw(step === '15m' ? 'feature_evaluation_blocks b' : 'feature_evaluation_hours b'),
  };
}

const LABELS = sql`b.client_application_name as application, b.client_application_version as version, b.user_agent`;

function within({ from, to }: Period): SQL {
  return sql`b.block_start >= ${from.toISOString()}::timestamptz and b.block_start < ${to.toISOString()}::timestamptz`;
}

function labelled({ application, version, userAgent }: Labels): SQL {
  return sql`(${application}::text is null or b.client_application_name = ${application})
    and (${version}::text is null or b.client_application_version = ${version})
    and (${userAgent}::text is null or b.user_agent = ${userAgent})`;
}

/** Requests of SDKs by step and labels. */
export async function listUsage(
  db: Db,
  organisationId: number,
  { period, step }: Window,
  filter: UsageFilter,
): Promise<DayRow[]> {
  const { day, requests } = stepped(step);
  const rows = await db.execute(sql`
    select ${day}, ${LABELS},
      coalesce(sum(b.count) filter (where b.resource = 1), 0)::float8 as flags,
      coalesce(sum(b.count) filter (where b.resource = 2), 0)::float8 as identities,
      coalesce(sum(b.count) filter (where b.resource = 3), 0)::float8 as traits,
      coalesce(sum(b.count) filter (where b.resource = 4), 0)::float8 as environment_document
    from ${requests} join environments e on e.id = b.environment_id
    where b.organisation_id = ${organisationId} and ${within(period)} and ${labelled(filter)}
      and (${filter.projectId}::int is null or e.project_id = ${filter.projectId})
      and (${filter.environmentId}::int is null or e.id = ${filter.environmentId})
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`);
  return rows as DayRow[];
}

export async function countUsage(db: Db, organisationId: number, period: Period): Promise<number> {
  const rows = await db.execute(sql`
    select coalesce(sum(b.count), 0)::float8 as count from api_usage_hours b
    where b.organisation_id = ${organisationId} and ${within(period)}`);
  return (rows as { count: number }[])[0]?.count ?? 0;
}

/** Evaluations of one feature in one environment by step and labels. */
export async function listEvaluations(
  db: Db,
  projectId: number,
  place: { featureId: number; environmentId: number },
  { period, step }: Window,
  labels: Labels,
): Promise<DayRow[]> {
  const { day, evaluations } = stepped(step);
  const rows = await db.execute(sql`
    select ${day}, ${LABELS}, sum(b.count)::float8 as count from ${evaluations}
    where b.project_id = ${projectId} and b.environment_id = ${place.environmentId} and b.feature_id = ${place.featureId}
      and ${within(period)} and ${labelled(labels)}
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`);
  return rows as DayRow[];
}

/**
 * How many features are at which stage. Permanent by their tag; tagged as stale they still need an eye while they are evaluated, wait while
 * code speaks of them, and can go otherwise; the rest live once they are evaluated.
 */
export async function countLifecycle(db: Db, projectId: number, environmentId: number): Promise<LifecycleCounts> {
  const rows = await db.execute(sql`
    with facts as (
      select f.id,
        exists (select from feature_tags x join tags t on t.id = x.tag_id where x.feature_id = f.id and t.is_permanent) as is_permanent,
        exists (select from feature_tags x join tags t on t.id = x.tag_id where x.feature_id = f.id and t.type = 'STALE') as is_stale,
        exists (select from feature_evaluation_hours b where b.feature_id = f.id and b.environment_id = ${environmentId}
          and b.block_start > now() - make_interval(days => p.stale_flags_limit_days)) as is_evaluated,
        exists (select from scanned_code_references c where c.feature_id = f.id and c.code_references <> '[]'::jsonb) as is_in_code
      from features f join projects p on p.id = f.project_id
      where f.project_id = ${projectId} and f.deleted_at is null and not f.is_archived)
    select count(*) filter (where is_permanent)::int as permanent,
      count(*) filter (where not is_permanent and is_stale and is_evaluated)::int as needs_monitoring,
      count(*) filter (where not is_permanent and is_stale and not is_evaluated and is_in_code)::int as stale,
      count(*) filter (where not is_permanent and is_stale and not is_evaluated and not is_in_code)::int as to_remove,
      count(*) filter (where not is_permanent and not is_stale and is_evaluated)::int as live,
      count(*) filter (where not is_permanent and not is_stale and not is_evaluated)::int as new
    from facts`);
  const [row] = rows as LifecycleCounts[];
  return row ?? { new: 0, live: 0, stale: 0, permanent: 0, needs_monitoring: 0, to_remove: 0 };
}

/** The name of a feature of the project, or null. */
export async function findFeatureName(db: Db, projectId: number, featureId: number): Promise<string | null> {
  const rows = await db.execute(
    sql`select name from features where project_id = ${projectId} and id = ${featureId} and deleted_at is null`,
  );
  return (rows as { name: string }[])[0]?.name ?? null;
}
