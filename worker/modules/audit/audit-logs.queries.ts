import { and, count, desc, eq, gte, ilike, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { auditLogs } from '../../../drizzle/schema/audit-logs.ts';
import { environments } from '../../../drizzle/schema/environments.ts';
import { projects } from '../../../drizzle/schema/projects.ts';
import { users } from '../../../drizzle/schema/users.ts';
import { containing } from '../../core/like.ts';

/** Whose log: one organisation's, several organisations', or one project's. */
export type AuditOwner = { organisationIds: number[]; projectId: number | null };

export type AuditFilter = {
  project?: number | undefined;
  environments: number[];
  search?: string | undefined;
  isSystemEvent?: boolean | undefined;
  author?: number | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
  /** What became of a feature itself, and in the environment. */
  feature?: { id: number; environmentId: number } | undefined;
};

export type AuditLogRow = Awaited<ReturnType<typeof listAuditLogs>>[number];

const columns = {
  log: auditLogs,
  author: {
    id: users.id,
    uuid: users.uuid,
    email: users.email,
    firstName: users.firstName,
    lastName: users.lastName,
    lastLogin: users.lastLogin,
  },
  project: projects,
  environment: environments,
};

export async function listAuditLogs(
  db: Db,
  owner: AuditOwner,
  filter: AuditFilter,
  { limit, offset }: { limit: number; offset: number },
) {
  return selectAuditLogs(db)
    .where(and(...conditions(owner, filter)))
    .orderBy(desc(auditLogs.createdDate), desc(auditLogs.id))
    .limit(limit)
    .offset(offset);
}

export async function countAuditLogs(db: Db, owner: AuditOwner, filter: AuditFilter): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(auditLogs)
    .where(and(...conditions(owner, filter)));
  return row?.count ?? 0;
}

export async function findAuditLog(db: Db, owner: AuditOwner, id: number): Promise<AuditLogRow | null> {
  const [row] = await selectAuditLogs(db).where(and(...conditions(owner, { environments: [] }), eq(auditLogs.id, id)));
  return row ?? null;
}

/** In the order in which they were written. */
export async function listAuditLogsById(
  db: Db,
  organisationIds: readonly number[],
  ids: readonly number[],
): Promise<AuditLogRow[]> {
  return selectAuditLogs(db)
    .where(and(inArray(auditLogs.organisationId, [...organisationIds]), inArray(auditLogs.id, [...ids])))
    .orderBy(auditLogs.id);
}

function selectAuditLogs(db: Db) {
  return db
    .select(columns)
    .from(auditLogs)
    .leftJoin(users, eq(users.id, auditLogs.authorId))
    .leftJoin(projects, eq(projects.id, auditLogs.projectId))
    .leftJoin(environments, eq(environments.id, auditLogs.environmentId));
}

function conditions(owner: AuditOwner, filter: AuditFilter): SQL[] {
  const all: (SQL | undefined)[] = [
    inArray(auditLogs.organisationId, owner.organisationIds),
    owner.projectId === null ? undefined : eq(auditLogs.projectId, owner.projectId),
    filter.project === undefined ? undefined : eq(auditLogs.projectId, filter.project),
    filter.environments.length === 0 ? undefined : inArray(auditLogs.environmentId, filter.environments),
    filter.search === undefined || filter.search === '' ? undefined : ilike(auditLogs.log, containing(filter.search)),
    filter.isSystemEvent === undefined ? undefined : eq(auditLogs.isSystemEvent, filter.isSystemEvent),
    filter.author === undefined ? undefined : eq(auditLogs.authorId, filter.author),
    filter.since === undefined ? undefined : gte(auditLogs.createdDate, filter.since),
    filter.until === undefined ? undefined : lt(auditLogs.createdDate, filter.until),
    filter.feature === undefined ? undefined : ofFeature(filter.feature),
  ];
  return all.filter((condition) => condition !== undefined);
}

/** Entries name the feature, one of its states or one of its versions. */
function ofFeature({ id, environmentId }: { id: number; environmentId: number }): SQL | undefined {
  const { relatedObjectType: type, relatedObjectId: objectId, relatedObjectUuid: objectUuid } = auditLogs;
  return and(
    or(isNull(auditLogs.environmentId), eq(auditLogs.environmentId, environmentId)),
    or(
      and(eq(type, 'FEATURE'), eq(objectId, id)),
      and(
        eq(type, 'FEATURE_STATE'),
        sql`${objectId} in (select s.id from feature_states s where s.feature_id = ${id} and s.environment_id = ${environmentId})`,
      ),
      and(
        eq(type, 'EF_VERSION'),
        sql`${objectUuid} in (select v.uuid::text from environment_feature_versions v where v.feature_id = ${id} and v.environment_id = ${environmentId})`,
      ),
    ),
  );
}
