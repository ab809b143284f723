import { mkdtempSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../scripts/local/test-database.ts';
import { migrateDatabase } from './migrate.ts';

const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));

let database: TestDatabase;
let client: Client;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  client = new Client(database.url);
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await database.drop();
});

async function countTables(): Promise<number> {
  const { rows } = await client.query(
    `select count(*)::int as n from information_schema.tables where table_schema = 'public'`,
  );
  return rows[0].n;
}

test('migrations: empty database → all applied, and a second run finds nothing to do', async () => {
  const first = await migrateDatabase(client);
  const tables = await countTables();
  const second = await migrateDatabase(client);

  expect(first).toBeGreaterThan(2);
  expect(tables).toBeGreaterThan(70);
  expect(second).toBe(0);
  expect(await countTables()).toBe(tables);
});

test('migrations: two starters at once → one applies them, the other waits and finds them done', async () => {
  const other = new Client(database.url);
  await other.connect();

  const applied = await Promise.all([migrateDatabase(client), migrateDatabase(other)]);

  await other.end();
  expect(Math.min(...applied)).toBe(0);
  expect(Math.max(...applied)).toBeGreaterThan(0);
});

test('migrations: the last one fails → none is kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'halyard-migrations-'));
  cpSync(FOLDER, folder, { recursive: true });
  const journal = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8'));
  const last = journal.entries.at(-1);
  journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_broken' });
  writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify(journal));
  writeFileSync(join(folder, '9999_broken.sql'), 'create table half (id int); select * from nowhere;');

  await expect(migrateDatabase(client, folder)).rejects.toThrow(/nowhere/);

  rmSync(folder, { recursive: true });
  expect(await countTables()).toBe(0);
});
