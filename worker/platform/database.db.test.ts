import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openManagement, type Management } from '../testing/management/management.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

test('database: statements of transactions that take too long, several in a row → refused as busy, and everybody else is served', async () => {
  const { database } = management.ports;
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    const slow = database.transaction(async (db) => {
      await db.execute(sql`set local statement_timeout = '20ms'`);
      await db.execute(sql`select pg_sleep(1)`);
    });
    await expect(slow).rejects.toMatchObject({ cause: { code: '57014', isBusy: true } });
  }
  expect(await database.query({ sql: 'select 1 as one', params: [] })).toEqual([{ one: 1 }]);
});

test('database: somebody else holds the row for too long → refused as busy', async () => {
  const { database } = management.ports;
  const lock = sql`select pg_advisory_xact_lock(42)`;
  await database.transaction(async (holder) => {
    await holder.execute(lock);
    const waiting = database.transaction(async (db) => {
      await db.execute(sql`set local lock_timeout = '20ms'`);
      await db.execute(lock);
    });
    await expect(waiting).rejects.toMatchObject({ cause: { code: '55P03', isBusy: true } });
  });
});
