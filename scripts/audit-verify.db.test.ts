import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './local/project.ts';
import { createTestDatabase } from './local/test-database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

function verify(): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: database.url };
    const child = execFile(process.execPath, [join(ROOT, 'scripts', 'audit-verify.ts')], { env }, (_error, output) =>
      resolve({ code: child.exitCode ?? -1, output }),
    );
  });
}

/** What only somebody with rights on the database itself can do. */
async function tamper(statement: string): Promise<void> {
  await client.query('alter table audit_logs disable trigger all');
  await client.query(statement);
  await client.query('alter table audit_logs enable trigger all');
}

test('audit-verify: whole chain → 0; a row edited, deleted or moved → 1, and which one', async () => {
  const { rows } = await client.query(`insert into organisations (name) values ('Navy') returning id`);
  const id = Number(rows[0].id);
  for (const log of ['a', 'b', 'c', 'd']) {
    await client.query(
      `insert into audit_logs (organisation_id, log, related_object_type) values ($1, $2, 'PROJECT')`,
      [id, log],
    );
  }
  expect(await verify()).toEqual({ code: 0, output: `✓ ${id} Navy: 4 rows\n` });

  await tamper(`update audit_logs set log = 'x' where log = 'b'`);
  expect(await verify()).toEqual({ code: 1, output: `✗ ${id} Navy: row 2 is not what was written\n` });
  await tamper(`update audit_logs set log = 'b' where log = 'x'`);
  expect((await verify()).code).toBe(0);

  await tamper(`update audit_logs set sequence = case sequence when 2 then 1003 else 1002 end where log in ('b', 'c')`);
  await tamper(`update audit_logs set sequence = sequence - 1000 where sequence > 1000`);
  expect((await verify()).output).toContain('row 2 is not');
  await tamper(`update audit_logs set sequence = case log when 'b' then 1002 else 1003 end where log in ('b', 'c')`);
  await tamper(`update audit_logs set sequence = sequence - 1000 where sequence > 1000`);
  expect((await verify()).code).toBe(0);

  await tamper(`delete from audit_logs where log = 'd'`);
  expect((await verify()).output).toContain('row 4 is not');
});
