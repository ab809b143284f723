import type { SqlDatabase } from '../../core/database.ts';

/** Names of environments and of what they belong to, by the environment's id. */
export async function listUsagePlaces(database: SqlDatabase, environmentIds: number[]) {
  const rows = await database.query({
    sql: `select e.id, e.name as environment, p.id as project_id, p.name as project, o.id as organisation_id, o.name as organisation
      from environments e join projects p on p.id = e.project_id join organisations o on o.id = e.organisation_id
      where e.id = any($1::int[])`,
    params: [environmentIds],
  });
  return new Map(
    rows.map((row) => [
      Number(row['id']),
      {
        environmentId: Number(row['id']),
        environment: String(row['environment']),
        projectId: Number(row['project_id']),
        project: String(row['project']),
        organisationId: Number(row['organisation_id']),
        organisation: String(row['organisation']),
      },
    ]),
  );
}
