import { afterAll, beforeAll, expect, test } from 'vitest';
import { openManagement, type Management } from '../management/management.ts';
import { changedTables, digestOf } from './digest.ts';
import { buildWorld } from './world.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

test('digest: one row of the tenant differs → its table is named, and no other tenant differs', async () => {
  const own = await buildWorld(management.pool);
  const sibling = await buildWorld(management.pool, own);
  const [before, beside] = [await digestOf(management.pool, own), await digestOf(management.pool, sibling, 'project')];

  await management.pool.query('update features set description = $1 where id = $2', ['other', own.ids['feature']]);

  expect(changedTables(before, await digestOf(management.pool, own))).toEqual(['features']);
  expect(changedTables(beside, await digestOf(management.pool, sibling, 'project'))).toEqual([]);
});
