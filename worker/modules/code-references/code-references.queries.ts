import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { CodeReferences } from '../../contract/project-lists.ts';

/** The newest scan of each repository that looked for the feature. Null: there is no such feature in the project. */
export async function listCodeReferences(
  db: Db,
  projectId: number,
  featureId: number,
): Promise<CodeReferences[] | null> {
  const rows = (await db.execute(sql`
    select distinct on (r.id) f.id as feature_id, r.url as repository_url, r.vcs_provider, c.revision,
      to_char(r.last_scanned_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as last_successful_repository_scanned_at,
      to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as last_feature_found_at, c.code_references
    from features f
    left join scanned_code_references c on c.feature_id = f.id and c.project_id = f.project_id
    left join vcs_repositories r on r.id = c.repository_id
    where f.project_id = ${projectId} and f.id = ${featureId} and f.deleted_at is null
    order by r.id, c.created_at desc`)) as (CodeReferences & { feature_id?: number })[];
  if (rows.length === 0) return null;
  return rows.filter((row) => row.repository_url !== null).map(({ feature_id: _feature, ...reference }) => reference);
}
