import { eq } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../scripts/local/test-database.ts';
import { only } from './demo/expect.ts';
import { auditLogs, bucketingSeeds, featureSegments, featureStates, outbox } from './schema/index.ts';
import { insertEnvironment, insertState, insertTenant, type Tenant } from './testing/tenant.ts';

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

async function audit(log: string): Promise<number> {
  const row = { organisationId: tenant.organisationId, log, relatedObjectType: 'FEATURE' as const };
  return only(await db.insert(auditLogs).values(row).returning()).id;
}

async function findBreak(): Promise<number | null> {
  return (await client.query('select find_audit_break($1) as place', [tenant.organisationId])).rows[0].place;
}

/** Changes audit rows as somebody could who owns the database: with the triggers out of the way. */
async function tamper(statement: string, parameters: unknown[] = []): Promise<void> {
  await client.query('set local session_replication_role = replica');
  await client.query(statement, parameters);
  await client.query('set local session_replication_role = origin');
}

async function insertOverride(more: object = {}): Promise<{ stateId: number; featureSegmentId: number }> {
  const { projectId, environmentId, featureId, segmentId } = tenant;
  const link = { projectId, environmentId, featureId, segmentId, ...more };
  const featureSegmentId = only(await db.insert(featureSegments).values(link).returning()).id;
  return { featureSegmentId, stateId: await insertState(db, tenant, 'override', { featureSegmentId }) };
}

const listSeeds = () => db.select().from(bucketingSeeds).where(eq(bucketingSeeds.environmentId, tenant.environmentId));

test('audit log: rows of two organisations → each its own unbroken chain', async () => {
  const other = await insertTenant(db);
  await audit('one');
  await db
    .insert(auditLogs)
    .values({ organisationId: other.organisationId, log: 'elsewhere', relatedObjectType: 'FEATURE' });
  await audit('two');

  const rows = await db.select().from(auditLogs).orderBy(auditLogs.id);

  expect(rows.map((row) => [row.log, row.sequence])).toEqual([
    ['one', 1],
    ['elsewhere', 1],
    ['two', 2],
  ]);
  expect(rows[2]?.previousHash).toBe(rows[0]?.hash);
  expect(rows[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await findBreak()).toBeNull();
});

test('audit log: several rows in one statement → one chain', async () => {
  const row = { organisationId: tenant.organisationId, relatedObjectType: 'TAG' as const };
  await db.insert(auditLogs).values([
    { ...row, log: 'a' },
    { ...row, log: 'b' },
    { ...row, log: 'c' },
  ]);

  expect(await findBreak()).toBeNull();
});

test('audit log: session in another time zone → the chain still holds', async () => {
  await audit('one');
  await client.query(`set local timezone = 'Asia/Kathmandu'`);

  expect(await findBreak()).toBeNull();
});

test.each([
  ['update', `update audit_logs set log = 'nothing happened'`],
  ['delete', 'delete from audit_logs'],
  ['truncate', 'truncate audit_logs'],
])('audit log: %s → refused', async (_, statement) => {
  await audit('one');

  await expect(client.query(statement)).rejects.toThrow(/never changed or removed/);
});

test('audit log: middle row edited behind the trigger → found at that row', async () => {
  await audit('one');
  const id = await audit('two');
  await audit('three');

  await tamper(`update audit_logs set log = 'nothing happened' where id = $1`, [id]);

  expect(await findBreak()).toBe(2);
});

test('audit log: middle row removed behind the trigger → found at its place', async () => {
  await audit('one');
  const id = await audit('two');
  await audit('three');

  await tamper('delete from audit_logs where id = $1', [id]);

  expect(await findBreak()).toBe(2);
});

test('audit log: newest row removed behind the trigger → found at its place', async () => {
  await audit('one');
  const id = await audit('two');

  await tamper('delete from audit_logs where id = $1', [id]);

  expect(await findBreak()).toBe(2);
});

test('audit log: two rows swapped behind the trigger → found at the first', async () => {
  const first = await audit('one');
  const second = await audit('two');

  await tamper('update audit_logs set sequence = -1 where id = $1', [first]);
  await tamper('update audit_logs set sequence = 1 where id = $1', [second]);
  await tamper('update audit_logs set sequence = 2 where id = $1', [first]);

  expect(await findBreak()).toBe(1);
});

test('bucketing seed: default and override of one feature → one seed each', async () => {
  await insertState(db, tenant, 'default');
  await insertOverride();

  const seeds = await listSeeds();

  expect(seeds.map((row) => row.segmentId)).toEqual([null, tenant.segmentId]);
  expect(seeds[0]?.seed).not.toBe(seeds[1]?.seed);
});

test('bucketing seed: override removed and made again → the same seed', async () => {
  const { featureSegmentId } = await insertOverride();
  const before = await listSeeds();

  await db.delete(featureSegments).where(eq(featureSegments.id, featureSegmentId));
  expect(await db.$count(featureStates, eq(featureStates.environmentId, tenant.environmentId))).toBe(0);
  await insertOverride();

  expect(await listSeeds()).toEqual(before);
});

test('bucketing seed: state made again → no number of the sequence is used up', async () => {
  await insertState(db, tenant, 'first');
  await insertState(db, tenant, 'second', { version: 2 });
  const [first] = await listSeeds();
  const environmentId = await insertEnvironment(db, tenant);
  await insertState(db, { ...tenant, environmentId }, 'elsewhere');

  const elsewhere = only(await db.select().from(bucketingSeeds).where(eq(bucketingSeeds.environmentId, environmentId)));

  expect(elsewhere.seed).toBe((first?.seed ?? 0) + 1);
});

test('bucketing seed: update → refused', async () => {
  await insertState(db, tenant, 'first');

  await expect(client.query('update bucketing_seeds set seed = seed + 1')).rejects.toThrow(/never changed/);
});

test('touch environment: one line of SQL → an outbox row of its owners, due now', async () => {
  const { rows } = await client.query(`select touch_environment($1, 'by_hand')::int as id`, [tenant.environmentId]);

  const row = only(await db.select().from(outbox).where(eq(outbox.id, rows[0].id)));

  const { organisationId, projectId, environmentId } = tenant;
  expect(row).toMatchObject({ organisationId, projectId, environmentId, kind: 'by_hand' });
  expect(row.dueAt).toEqual(row.createdAt);
});
