import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { LaunchDarklyImport } from '../../contract/launch-darkly.ts';

export type LaunchDarklyStatus = LaunchDarklyImport['status'];

const momentOf = (column: string) =>
  sql.raw(`to_char(t.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`);
const SHOWN = sql`t.id, (select u.email from users u where u.id = t.created_by_id) as created_by, ${momentOf('created_at')},
  ${momentOf('updated_at')}, ${momentOf('completed_at')}, t.status, t.project_id as project`;

type NewImport = {
  organisationId: number;
  projectId: number;
  createdById: number | null;
  projectKey: string;
  sealedToken: string;
  status: LaunchDarklyStatus;
};

export async function insertLaunchDarklyImport(db: Db, row: NewImport): Promise<LaunchDarklyImport> {
  const rows = await db.execute(sql`
    with t as (
      insert into launch_darkly_imports (organisation_id, project_id, created_by_id, ld_project_key, sealed_token, status)
      values (${row.organisationId}, ${row.projectId}, ${row.createdById}::int, ${row.projectKey}, ${row.sealedToken},
        ${JSON.stringify(row.status)}::jsonb) returning *
    ) select ${SHOWN} from t`);
  return (rows as LaunchDarklyImport[])[0] as LaunchDarklyImport;
}

export async function listLaunchDarklyImports(db: Db, projectId: number): Promise<LaunchDarklyImport[]> {
  const rows = await db.execute(
    sql`select ${SHOWN} from launch_darkly_imports t where t.project_id = ${projectId} order by t.id desc limit 100`,
  );
  return rows as LaunchDarklyImport[];
}

export async function findLaunchDarklyImport(
  db: Db,
  projectId: number,
  id: number,
): Promise<LaunchDarklyImport | null> {
  const rows = await db.execute(
    sql`select ${SHOWN} from launch_darkly_imports t where t.project_id = ${projectId} and t.id = ${id}`,
  );
  return (rows as LaunchDarklyImport[])[0] ?? null;
}

export type ClaimedLaunchDarklyImport = {
  id: number;
  organisation_id: number;
  project_id: number;
  ld_project_key: string;
  sealed_token: string;
  status: LaunchDarklyStatus;
  attempts: number;
  user: { id: number; email: string; is_superuser: boolean } | null;
};

/** Takes the lease of an import that nobody works on; null if there is no such import. */
export async function claimLaunchDarklyImport(
  db: Db,
  id: number,
  lease: string,
  seconds: number,
): Promise<ClaimedLaunchDarklyImport | null> {
  const rows = await db.execute(sql`
    with claimed as (
      update launch_darkly_imports set lease = ${lease}::uuid, leased_until = now() + make_interval(secs => ${seconds}),
        attempts = attempts + 1
      where id = ${id} and completed_at is null and (leased_until is null or leased_until < now()) returning *
    )
    select c.id, c.organisation_id, c.project_id, c.ld_project_key, c.sealed_token, c.status, c.attempts,
      (select jsonb_build_object('id', u.id, 'email', u.email, 'is_superuser', u.is_superuser) from users u where u.id = c.created_by_id) as user
    from claimed c`);
  return (rows as ClaimedLaunchDarklyImport[])[0] ?? null;
}

/** Ends the import and erases its token; false if the lease was lost. */
export async function endLaunchDarklyImport(
  db: Db,
  { id, lease }: { id: number; lease: string },
  status: LaunchDarklyStatus,
): Promise<boolean> {
  const rows = await db.execute(sql`
    update launch_darkly_imports set status = ${JSON.stringify(status)}::jsonb, sealed_token = null, lease = null,
      leased_until = null, updated_at = now(), completed_at = now()
    where id = ${id} and completed_at is null and lease = ${lease}::uuid returning id`);
  return rows.length > 0;
}

/** Lets the next sweep try again. */
export async function releaseLaunchDarklyImport(db: Db, { id, lease }: { id: number; lease: string }): Promise<void> {
  await db.execute(
    sql`update launch_darkly_imports set leased_until = now(), updated_at = now() where id = ${id} and lease = ${lease}::uuid`,
  );
}

export async function listWaitingLaunchDarklyImports(db: Db, limit: number): Promise<number[]> {
  const rows = await db.execute(sql`
    select id from launch_darkly_imports where completed_at is null and (leased_until is null or leased_until < now())
    order by id limit ${limit}`);
  return (rows as { id: number }[]).map(({ id }) => id);
}
