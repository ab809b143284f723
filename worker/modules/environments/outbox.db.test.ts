import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { only } from '../../../drizzle/demo/expect.ts';
import { environmentApiKeys, environments, outbox } from '../../../drizzle/schema/index.ts';
import { insertEnvironment, insertTenant, type Tenant } from '../../../drizzle/testing/tenant.ts';
import { createTestDatabase, type TestDatabase } from '../../../scripts/local/test-database.ts';
import { toSnapshot } from './environment-document.mappers.ts';
import { documentQueries } from './environment-document.queries.ts';
import {
  findEnvironmentIdByClientKey,
  findEnvironmentIdByServerKeyHash,
  stampEnvironmentUpdatedAt,
} from './environments.queries.ts';
import {
  deleteOutboxRows,
  hasPendingOutbox,
  insertOutboxRow,
  listEnvironmentsWithPendingOutbox,
} from './outbox.queries.ts';
import type { Statement } from '../../core/database.ts';

const LATER = '2999-01-01T00:00:00Z';
const EARLIER = '2001-01-01T00:00:00Z';

let database: TestDatabase;
let client: Client;
let db: NodePgDatabase;
let tenant: Tenant;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client(database.url);
  await client.connect();
  db = drizzle({ client });
});

beforeEach(async () => {
  await client.query('begin');
  tenant = await insertTenant(db);
});

afterEach(() => client.query('rollback'));

afterAll(async () => {
  await client.end();
  await database.drop();
});

const run = async (query: Statement) => (await client.query(query.sql, query.params)).rows;

async function readOutboxIds(): Promise<string[]> {
  const results = [];
  for (const query of documentQueries(tenant.environmentId)) results.push(await run(query));
  return toSnapshot(results).outboxIds;
}

const listKinds = async () => (await db.select().from(outbox).orderBy(outbox.id)).map((row) => row.kind);

test('outbox: snapshot → names its own rows that are due, and no others', async () => {
  const elsewhere = await insertEnvironment(db, tenant);
  await insertOutboxRow(run, tenant.environmentId, 'a');
  await insertOutboxRow(run, elsewhere, 'elsewhere');
  await insertOutboxRow(run, tenant.environmentId, 'scheduled', LATER);
  await insertOutboxRow(run, tenant.environmentId, 'b');

  await deleteOutboxRows(run, tenant.environmentId, await readOutboxIds());

  expect(await listKinds()).toEqual(['elsewhere', 'scheduled']);
});

test('outbox: row written after the snapshot → outlives the deletion', async () => {
  await insertOutboxRow(run, tenant.environmentId, 'seen');
  const ids = await readOutboxIds();
  await insertOutboxRow(run, tenant.environmentId, 'unseen');

  await deleteOutboxRows(run, tenant.environmentId, ids);

  expect(await listKinds()).toEqual(['unseen']);
});

test('outbox: deletion of nothing → nothing', async () => {
  await insertOutboxRow(run, tenant.environmentId, 'a');

  await deleteOutboxRows(run, tenant.environmentId, []);

  expect(await listKinds()).toEqual(['a']);
});

test('outbox: deletion with ids of another environment → refused silently', async () => {
  const elsewhere = await insertEnvironment(db, tenant);
  await insertOutboxRow(run, tenant.environmentId, 'ours');

  await deleteOutboxRows(run, elsewhere, await readOutboxIds());

  expect(await listKinds()).toEqual(['ours']);
});

test('pending environments: due long enough → once each, the longest waiting first', async () => {
  const waiting = await insertEnvironment(db, tenant);
  const scheduled = await insertEnvironment(db, tenant);
  await insertOutboxRow(run, tenant.environmentId, 'just now');
  await insertOutboxRow(run, tenant.environmentId, 'before', '2020-01-01T00:00:00Z');
  await insertOutboxRow(run, waiting, 'long before', EARLIER);
  await insertOutboxRow(run, scheduled, 'scheduled', LATER);

  expect(await listEnvironmentsWithPendingOutbox(run, 5)).toEqual([waiting, tenant.environmentId]);
  expect(await listEnvironmentsWithPendingOutbox(run, 5, 1)).toEqual([waiting]);
});

test('pending environments: row younger than asked → not yet', async () => {
  await insertOutboxRow(run, tenant.environmentId, 'just now');

  expect(await listEnvironmentsWithPendingOutbox(run, 5)).toEqual([]);
  expect(await listEnvironmentsWithPendingOutbox(run, 0)).toEqual([tenant.environmentId]);
});

test('pending outbox: scheduled row only → none, due row → some', async () => {
  await insertOutboxRow(run, tenant.environmentId, 'scheduled', LATER);
  const before = await hasPendingOutbox(run, tenant.environmentId);
  await insertOutboxRow(run, tenant.environmentId, 'due');

  expect([before, await hasPendingOutbox(run, tenant.environmentId)]).toEqual([false, true]);
});

test('updated at: stamped → moves forward, with microseconds, and never back', async () => {
  const readUpdatedAt = async () =>
    toSnapshot(
      await documentQueries(tenant.environmentId).reduce(
        async (results, query) => [...(await results), await run(query)],
        Promise.resolve<Record<string, unknown>[][]>([]),
      ),
    ).updatedAt;

  await stampEnvironmentUpdatedAt(run, tenant.environmentId, '2998-01-02T03:04:05.123456+00:00');
  const forward = await readUpdatedAt();
  await stampEnvironmentUpdatedAt(run, tenant.environmentId, EARLIER);

  expect(forward).toBe('2998-01-02T03:04:05.123456+00:00');
  expect(await readUpdatedAt()).toBe(forward);
});

test('client-side key: known, unknown, of a deleted environment → id, null, null', async () => {
  const { apiKey } = only(await db.select().from(environments).where(eq(environments.id, tenant.environmentId)));
  const known = await findEnvironmentIdByClientKey(run, apiKey);
  const unknown = await findEnvironmentIdByClientKey(run, 'nobody-has-this-key');
  await db.update(environments).set({ deletedAt: new Date() });

  expect([known, unknown]).toEqual([tenant.environmentId, null]);
  expect(await findEnvironmentIdByClientKey(run, apiKey)).toBeNull();
});

test('server-side key: looked up by hash → its environment; the key itself finds nothing', async () => {
  const key = 'ser.abcdefghijklmnopqrstuv';
  const keyHash = createHash('sha256').update(key).digest('hex');
  await db.insert(environmentApiKeys).values({ environmentId: tenant.environmentId, key, keyHash, name: 'k' });

  expect(await findEnvironmentIdByServerKeyHash(run, keyHash)).toBe(tenant.environmentId);
  expect(await findEnvironmentIdByServerKeyHash(run, key)).toBeNull();
  expect(await findEnvironmentIdByClientKey(run, key)).toBeNull();
});
