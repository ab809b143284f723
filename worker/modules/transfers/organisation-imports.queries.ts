import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { FidelityReport, OrganisationImport } from '../../contract/transfers.ts';

const momentOf = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`);
const SHOWN = sql`id, organisation_id as organisation, source, is_dry_run as dry_run, status, step, done, total, error, report,
  ${momentOf('created_at')}, ${momentOf('completed_at')}`;

export type NewImport = {
  organisationId: number;
  createdById: number | null;
  createdByApiKeyId: number | null;
  source: OrganisationImport['source'];
  isDryRun: boolean;
  document: string;
};

export async function insertOrganisationImport(db: Db, row: NewImport): Promise<OrganisationImport> {
  const rows = await db.execute(sql`
    insert into organisation_imports (organisation_id, created_by_id, created_by_api_key_id, source, is_dry_run, document)
    values (${row.organisationId}, ${row.createdById}::int, ${row.createdByApiKeyId}::int, ${row.source}, ${row.isDryRun}, ${row.document})
    returning ${SHOWN}`);
  return (rows as OrganisationImport[])[0] as OrganisationImport;
}

export async function listOrganisationImports(db: Db, organisationId: number): Promise<OrganisationImport[]> {
  const rows = await db.execute(
    sql`select ${SHOWN} from organisation_imports where organisation_id = ${organisationId} order by id desc limit 100`,
  );
  return rows as OrganisationImport[];
}

export async function findOrganisationImport(
  db: Db,
  organisationId: number,
  id: number,
): Promise<OrganisationImport | null> {
  const rows = await db.execute(
    sql`select ${SHOWN} from organisation_imports where organisation_id = ${organisationId} and id = ${id}`,
  );
  return (rows as OrganisationImport[])[0] ?? null;
}

export type ClaimedImport = {
  id: number;
  organisation_id: number;
  is_dry_run: boolean;
  document: string;
  attempts: number;
  user: { id: number; email: string; is_superuser: boolean } | null;
  key: { id: number; name: string; is_admin: boolean } | null;
};

/** Takes the lease of an import that nobody works on; null if there is no such import. */
export async function claimImport(db: Db, id: number, lease: string, seconds: number): Promise<ClaimedImport | null> {
  const rows = await db.execute(sql`
    with claimed as (
      update organisation_imports set lease = ${lease}::uuid, leased_until = now() + make_interval(secs => ${seconds}),
        attempts = attempts + 1
      where id = ${id} and status = 'PROCESSING' and (leased_until is null or leased_until < now())
      returning *
    )
    select c.id, c.organisation_id, c.is_dry_run, c.document, c.attempts,
      (select jsonb_build_object('id', u.id, 'email', u.email, 'is_superuser', u.is_superuser) from users u where u.id = c.created_by_id) as user,
      (select jsonb_build_object('id', k.id, 'name', k.name, 'is_admin', k.is_admin) from master_api_keys k
        where k.id = c.created_by_api_key_id) as key
    from claimed c`);
  return (rows as ClaimedImport[])[0] ?? null;
}

/** Tells how far the work is, and keeps the lease; false if it was lost. */
export async function tellProgress(
  db: Db,
  { id, lease, seconds }: { id: number; lease: string; seconds: number },
  progress: { step: string; done: number; total: number },
): Promise<boolean> {
  const rows = await db.execute(sql`
    update organisation_imports set step = ${progress.step}, done = ${progress.done}, total = ${progress.total},
      leased_until = now() + make_interval(secs => ${seconds})
    where id = ${id} and status = 'PROCESSING' and lease = ${lease}::uuid returning id`);
  return rows.length > 0;
}

/** Ends the import; false if the lease was lost. */
export async function endOrganisationImport(
  db: Db,
  { id, lease }: { id: number; lease: string },
  end: { status: 'SUCCESS' | 'FAILED'; report: FidelityReport | null; error: string | null },
): Promise<boolean> {
  const done: SQL = end.status === 'SUCCESS' ? sql`step = 'done', done = total,` : sql``;
  const report = end.report === null ? null : JSON.stringify(end.report);
  const rows = await db.execute(sql`
    update organisation_imports set status = ${end.status}, report = ${report}::jsonb, error = ${end.error}, ${done}
      document = null, lease = null, leased_until = null, completed_at = now()
    where id = ${id} and status = 'PROCESSING' and lease = ${lease}::uuid returning id`);
  return rows.length > 0;
}

/** Lets others take the work up at once. */
export async function releaseImport(db: Db, { id, lease }: { id: number; lease: string }): Promise<void> {
  await db.execute(
    sql`update organisation_imports set leased_until = now(), step = 'waiting', done = 0 where id = ${id} and lease = ${lease}::uuid`,
  );
}

export async function listWaitingImports(db: Db, limit: number): Promise<number[]> {
  const rows = await db.execute(sql`
    select id from organisation_imports where status = 'PROCESSING' and (leased_until is null or leased_until < now())
    order by id limit ${limit}`);
  return (rows as { id: number }[]).map(({ id }) => id);
}

/** Names of the organisation's live projects. */
export async function listProjectNames(db: Db, organisationId: number): Promise<string[]> {
  const rows = await db.execute(
    sql`select name from projects where organisation_id = ${organisationId} and deleted_at is null`,
  );
  return (rows as { name: string }[]).map(({ name }) => name);
}
