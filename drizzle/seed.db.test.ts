import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../scripts/local/test-database.ts';
import { findDemoKeys, seedDemo } from './seed.ts';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client(database.url);
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function countRows(table: string): Promise<number> {
  return (await client.query(`select count(*)::int as n from ${table}`)).rows[0].n;
}

test('demo keys: no demo → none', async () => {
  expect(await findDemoKeys(client)).toEqual([]);
});

test('demo: seeded twice, at once and later → there once, and its keys can be read back', async () => {
  const other = new Client(database.url);
  await other.connect();

  const [first, second] = await Promise.all([seedDemo(client), seedDemo(other)]);
  const third = await seedDemo(client);

  await other.end();
  expect(first.map((keys) => keys.environmentName)).toEqual(['Development', 'Production']);
  expect(second).toEqual(first);
  expect(third).toEqual(first);
  expect(await findDemoKeys(client)).toEqual(first);
  expect(await countRows('organisations')).toBe(1);
  expect(await countRows('environments')).toBe(2);
});

test('demo: server-side keys → 22 random characters each, found by their hash', async () => {
  const keys = (await seedDemo(client)).map((environment) => environment.serverKey);

  expect(new Set(keys).size).toBe(2);
  for (const key of keys) {
    expect(key).toMatch(/^ser\.[A-Za-z0-9]{22}$/);
    const hash = createHash('sha256').update(key).digest('hex');
    const { rows } = await client.query('select key from environment_api_keys where key_hash = $1', [hash]);
    expect(rows).toEqual([{ key }]);
  }
});

test('demo: seeded → both environments wait to be published', async () => {
  await seedDemo(client);

  const { rows } = await client.query('select environment_id from outbox order by environment_id');

  expect(rows.map((row) => row.environment_id)).toEqual(
    (await findDemoKeys(client)).map((environment) => environment.environmentId),
  );
});
