import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { Place, ResourceKind } from '../../core/access.ts';

/** The place of the row that matches. */
type Lookup = { from: (match: SQL) => SQL; id: SQL; uuid: SQL };

/**
 * The one row, found before anything is joined to it, and then the one above it, and so on: on tables that Postgres has no statistics of
 * yet, it was seen to begin with the others, to join them all, and to take seconds.
 */
const only = (table: string, alias: string, match: SQL): SQL =>
  sql`(select * from ${sql.raw(`${table} ${alias}`)} where ${match} offset 0) ${sql.raw(alias)}`;

const above = (table: string, alias: string, id: string): SQL =>
  sql.raw(`join lateral (select * from ${table} ${alias} where ${alias}.id = ${id} offset 0) ${alias} on`);

const ENVIRONMENT_PLACE = sql`e.organisation_id, e.project_id, e.id as environment_id`;
const PROJECT_PLACE = sql`p.organisation_id, p.id as project_id, null::int as environment_id`;
const liveEnvironment = sql`e.deleted_at is null`;
const liveProject = sql`p.deleted_at is null`;
const liveOrganisation = sql`o.deleted_at is null`;

/** Everything above a row must live too: nothing of a deleted project can be reached. */
const ABOVE_PROJECT = sql`${above('organisations', 'o', 'p.organisation_id')} ${liveOrganisation}`;
const ABOVE_ENVIRONMENT = sql`${above('projects', 'p', 'e.project_id')} ${liveProject} ${ABOVE_PROJECT}`;

const LOOKUPS: Record<ResourceKind, Lookup> = {
  organisation: {
    from: (match) =>
      sql`select o.id as resource_id, o.id as organisation_id, null::int as project_id, null::int as environment_id from ${only('organisations', 'o', match)} where ${liveOrganisation}`,
    id: sql`o.id`,
    uuid: sql`o.uuid`,
  },
  project: {
    from: (match) =>
      sql`select p.id as resource_id, ${PROJECT_PLACE} from ${only('projects', 'p', match)} ${ABOVE_PROJECT} where ${liveProject}`,
    id: sql`p.id`,
    uuid: sql`p.uuid`,
  },
  environment: {
    from: (match) =>
      sql`select e.id as resource_id, ${ENVIRONMENT_PLACE} from ${only('environments', 'e', match)} ${ABOVE_ENVIRONMENT} where ${liveEnvironment}`,
    id: sql`e.id`,
    uuid: sql`e.uuid`,
  },
  feature: {
    from: (match) =>
      sql`select f.id as resource_id, ${PROJECT_PLACE} from ${only('features', 'f', match)} ${above('projects', 'p', 'f.project_id')} ${liveProject} ${ABOVE_PROJECT} where f.deleted_at is null`,
    id: sql`f.id`,
    uuid: sql`f.uuid`,
  },
  segment: {
    from: (match) =>
      sql`select s.id as resource_id, ${PROJECT_PLACE} from ${only('segments', 's', match)} ${above('projects', 'p', 's.project_id')} ${liveProject} ${ABOVE_PROJECT} where s.deleted_at is null and s.version_of_id is null and s.change_request_id is null and not s.is_system_segment`,
    id: sql`s.id`,
    uuid: sql`s.uuid`,
  },
  'feature-state': {
    from: (match) =>
      sql`select x.id as resource_id, ${ENVIRONMENT_PLACE} from ${only('feature_states', 'x', match)} ${above('features', 'f', 'x.feature_id')} f.deleted_at is null ${above('environments', 'e', 'x.environment_id')} ${liveEnvironment} ${ABOVE_ENVIRONMENT} where x.deleted_at is null`,
    id: sql`x.id`,
    uuid: sql`x.uuid`,
  },
  'feature-segment': {
    from: (match) =>
      sql`select x.id as resource_id, ${ENVIRONMENT_PLACE} from ${only('feature_segments', 'x', match)} ${above('features', 'f', 'x.feature_id')} f.deleted_at is null ${above('environments', 'e', 'x.environment_id')} ${liveEnvironment} ${ABOVE_ENVIRONMENT} where true`,
    id: sql`x.id`,
    uuid: sql`x.uuid`,
  },
  'multivariate-option': {
    from: (match) =>
      sql`select x.id as resource_id, ${PROJECT_PLACE} from ${only('multivariate_feature_options', 'x', match)} ${above('features', 'f', 'x.feature_id')} f.deleted_at is null ${above('projects', 'p', 'f.project_id')} ${liveProject} ${ABOVE_PROJECT} where true`,
    id: sql`x.id`,
    uuid: sql`x.uuid`,
  },
  version: {
    from: (match) =>
      sql`select 0 as resource_id, ${ENVIRONMENT_PLACE} from ${only('environment_feature_versions', 'x', match)} ${above('features', 'f', 'x.feature_id')} f.deleted_at is null ${above('environments', 'e', 'x.environment_id')} ${liveEnvironment} ${ABOVE_ENVIRONMENT} where x.deleted_at is null`,
    id: sql`0`,
    uuid: sql`x.uuid`,
  },
  'feature-export': {
    from: (match) =>
      sql`select x.id as resource_id, ${ENVIRONMENT_PLACE} from ${only('feature_exports', 'x', match)} ${above('environments', 'e', 'x.environment_id')} ${liveEnvironment} ${ABOVE_ENVIRONMENT} where true`,
    id: sql`x.id`,
    uuid: sql`null::uuid`,
  },
};

export async function findPlaceById(db: Db, kind: ResourceKind, id: number): Promise<Place | null> {
  const { from, id: column } = LOOKUPS[kind];
  return findPlace(db, from(sql`${column} = ${id}`));
}

export async function findPlaceByUuid(db: Db, kind: ResourceKind, uuid: string): Promise<Place | null> {
  const { from, uuid: column } = LOOKUPS[kind];
  return findPlace(db, from(sql`${column} = ${uuid}`));
}

/** By client-side key; a key of digits wins over the environment of that id. */
export async function findEnvironmentPlace(db: Db, keyOrId: string): Promise<Place | null> {
  const { from } = LOOKUPS.environment;
  const id = /^\d{1,9}$/.test(keyOrId) ? Number(keyOrId) : 0;
  return findPlace(
    db,
    sql`${from(sql`(e.api_key = ${keyOrId} or e.id = ${id})`)} order by e.api_key = ${keyOrId} desc limit 1`,
  );
}

async function findPlace(db: Db, statement: SQL): Promise<Place | null> {
  const [row] = (await db.execute(statement)) as Record<string, unknown>[];
  if (row === undefined) return null;
  const idOf = (name: string) => (row[name] === null ? null : Number(row[name]));
  return {
    resourceId: Number(row['resource_id']),
    organisationId: Number(row['organisation_id']),
    projectId: idOf('project_id'),
    environmentId: idOf('environment_id'),
  };
}
