import { afterAll, expect, test } from 'vitest';
import { runStatement } from './database.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const made: TestDatabase[] = [];

async function make(options?: { empty?: boolean }): Promise<TestDatabase> {
  const database = await createTestDatabase(options);
  made.push(database);
  return database;
}

afterAll(async () => {
  await Promise.all(made.map((database) => database.drop()));
});

test('test database: two at once → separate tables', async () => {
  const [first, second] = await Promise.all([make(), make()]);

  await runStatement(first.url, 'CREATE TABLE only_here (id int)');

  const found = "SELECT count(*)::int AS n FROM pg_class WHERE relname = 'only_here'";
  expect((await runStatement(first.url, found)).rows).toEqual([{ n: 1 }]);
  expect((await runStatement(second.url, found)).rows).toEqual([{ n: 0 }]);
});

test('test database: text outside of ASCII → case is known', async () => {
  const database = await make({ empty: true });

  const { rows } = await runStatement(database.url, "SELECT lower('ÉÇĞ') AS lower");

  expect(rows).toEqual([{ lower: 'éçğ' }]);
});

test('test database: dropped → connecting to it fails', async () => {
  const database = await make({ empty: true });

  await database.drop();

  await expect(runStatement(database.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
});
