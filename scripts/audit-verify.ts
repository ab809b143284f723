import { withConnection } from './local/database.ts';

/**
 * Checks the audit log of every organisation: `npm run audit-verify`. Ends with 1 if a row was changed, moved, added or removed, and says which
 * one was the first.
 */
const url = process.env['DATABASE_URL'];
if (!url) {
  console.error('Set DATABASE_URL to the database whose audit log is to be checked.');
  process.exit(2);
}

const rows = await withConnection(url, async (client) => {
  const result = await client.query(
    `select o.id, o.name, (select count(*)::int from audit_logs a where a.organisation_id = o.id) as rows, find_audit_break(o.id) as broken_at
     from organisations o order by o.id`,
    [],
  );
  return result.rows as { id: number; name: string; rows: number; broken_at: number | null }[];
});
for (const { id, name, rows: count, broken_at: brokenAt } of rows) {
  console.log(
    brokenAt === null ? `✓ ${id} ${name}: ${count} rows` : `✗ ${id} ${name}: row ${brokenAt} is not what was written`,
  );
}
process.exitCode = rows.every((row) => row.broken_at === null) ? 0 : 1;
