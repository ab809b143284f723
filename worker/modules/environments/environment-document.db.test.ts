import { eq, sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { only } from '../../../drizzle/demo/expect.ts';
import * as tables from '../../../drizzle/schema/index.ts';
import { seedDemo } from '../../../drizzle/seed.ts';
import { fillEnvironment, LARGE } from '../../../drizzle/testing/large-environment.ts';
import {
  insertEnvironment,
  insertFeature,
  insertState,
  insertTenant,
  type Tenant,
} from '../../../drizzle/testing/tenant.ts';
import { createTestDatabase, type TestDatabase } from '../../../scripts/local/test-database.ts';
import { EnvironmentDocument } from '../../contract/environment-document.ts';
import { PUBLISHED_SCHEMA, PublishedEnvironment } from '../../contract/published-environment.ts';
import { toSnapshot, type SnapshotResult } from './environment-document.mappers.ts';
import { documentQueries } from './environment-document.queries.ts';
import { copyBucketingSeeds } from './environments.queries.ts';
import type { Statement } from '../../core/database.ts';

const AN_HOUR_AGO = sql`now() - interval '1 hour'` as unknown as Date;
const IN_AN_HOUR = sql`now() + interval '1 hour'` as unknown as Date;
const A_MINUTE_AGO = sql`now() - interval '1 minute'` as unknown as Date;

let database: TestDatabase;
let client: Client;
let db: NodePgDatabase;
let tenant: Tenant;
let statements: number;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client(database.url);
  await client.connect();
  db = drizzle({ client });
});

beforeEach(async () => {
  statements = 0;
  await client.query('begin');
  tenant = await insertTenant(db);
});

afterEach(() => client.query('rollback'));

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function run(query: Statement) {
  statements += 1;
  return (await client.query(query.sql, query.params)).rows;
}

async function readResult(environmentId = tenant.environmentId): Promise<SnapshotResult> {
  const results = [];
  for (const query of documentQueries(environmentId)) results.push(await run(query));
  return toSnapshot(results);
}

async function readSnapshot(environmentId?: number) {
  const { snapshot } = await readResult(environmentId);
  if (snapshot === null) throw new Error('there is no snapshot');
  return snapshot;
}

const readDocument = async (environmentId?: number) => (await readSnapshot(environmentId)).document;
const readValues = async () => (await readDocument()).feature_states.map((state) => state.feature_state_value);

async function insertOverride(value: string, more: { segmentId?: number; version?: string; priority?: number } = {}) {
  const { projectId, environmentId, featureId } = tenant;
  const { segmentId = tenant.segmentId, version = null, priority = 0 } = more;
  const versioned = { environmentFeatureVersionUuid: version };
  const link = { projectId, environmentId, featureId, segmentId, priority, ...versioned };
  const featureSegmentId = only(await db.insert(tables.featureSegments).values(link).returning()).id;
  await insertState(db, tenant, value, { featureSegmentId, ...versioned });
  return featureSegmentId;
}

async function insertIdentityState(identifier: string, value: string) {
  const row = { environmentId: tenant.environmentId, identifier };
  const identityId = only(await db.insert(tables.identities).values(row).returning()).id;
  return { identityId, stateId: await insertState(db, tenant, value, { identityId }) };
}

async function insertVersion(value: string, more: Partial<typeof tables.environmentFeatureVersions.$inferInsert> = {}) {
  const { projectId, environmentId, featureId } = tenant;
  const row = { projectId, environmentId, featureId, publishedAt: AN_HOUR_AGO, liveFrom: AN_HOUR_AGO, ...more };
  const { uuid } = only(await db.insert(tables.environmentFeatureVersions).values(row).returning());
  await insertState(db, tenant, value, { environmentFeatureVersionUuid: uuid });
  return uuid;
}

async function insertOptions(...values: string[]): Promise<number[]> {
  const rows = values.map((stringValue) => ({ featureId: tenant.featureId, key: stringValue, stringValue }));
  return (await db.insert(tables.multivariateFeatureOptions).values(rows).returning()).map((row) => row.id);
}

async function weigh(featureStateId: number, multivariateFeatureOptionId: number, percentageAllocation: number) {
  const row = { featureId: tenant.featureId, featureStateId, multivariateFeatureOptionId, percentageAllocation };
  await db.insert(tables.multivariateFeatureStateValues).values(row);
}

const useVersions = () =>
  db
    .update(tables.environments)
    .set({ useV2FeatureVersioning: true })
    .where(eq(tables.environments.id, tenant.environmentId));

test('snapshot: demo → what the contract of documents and records says', async () => {
  await client.query('rollback');
  const [development] = await seedDemo(client);

  const snapshot = await readSnapshot(development?.environmentId);

  const record = { schema: PUBLISHED_SCHEMA, version: 1, published_at: 0, ...snapshot };
  expect(EnvironmentDocument.parse(snapshot.document)).toEqual(snapshot.document);
  expect(PublishedEnvironment.parse(record)).toEqual(record);
  const { document } = snapshot;
  expect(document.updated_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
  expect(document.feature_states.map((state) => [state.feature.name, state.feature_state_value])).toEqual([
    ['checkout_button', 'green'],
    ['welcome_message', 'Welcome aboard!'],
    ['dark_mode', null],
    ['new_search', null],
    ['page_size', 24],
    ['prices_include_tax', true],
    ['theme', '{"accent":"#0f9d76","radius":6,"fonts":["Inter","sans-serif"]}'],
    ['fraud_score_limit', 80],
    ['maintenance_mode', null],
  ]);
  expect(document.project.server_key_only_feature_ids).toEqual([document.feature_states[7]?.feature.id]);
  expect(document.project.segments.map((segment) => [segment.name, segment.feature_states.length])).toEqual([
    ['internal_staff', 2],
    ['premium_customers', 2],
    ['quarter_of_everybody', 1],
  ]);
  expect(document.project.segments[0]?.rules[0]?.rules.map((rule) => rule.type)).toEqual(['ANY', 'NONE']);
  expect(snapshot.server_keys).toEqual([
    { hash: expect.stringMatching(/^[0-9a-f]{64}$/), active: true, expires_at: null },
  ]);
  await client.query('begin');
});

test('environment default: scheduled, draft and deleted states beside it → it stays', async () => {
  await insertState(db, tenant, 'live');
  await insertState(db, tenant, 'scheduled', { version: 2, liveFrom: IN_AN_HOUR });
  await insertState(db, tenant, 'draft', { version: null });
  await insertState(db, tenant, 'deleted', { version: 3, deletedAt: new Date() });

  expect(await readValues()).toEqual(['live']);
});

test('environment default: two have begun → the one that began later', async () => {
  await insertState(db, tenant, 'later', { version: 1, liveFrom: A_MINUTE_AGO });
  await insertState(db, tenant, 'earlier', { version: 2, liveFrom: AN_HOUR_AGO });

  expect(await readValues()).toEqual(['later']);
});

test('environment default: two began together → the higher version', async () => {
  await insertState(db, tenant, 'two', { version: 2, liveFrom: AN_HOUR_AGO });
  await insertState(db, tenant, 'one', { version: 1, liveFrom: AN_HOUR_AGO });

  expect(await readValues()).toEqual(['two']);
});

test('versions in use: scheduled and unpublished ones beside the live one → the live one', async () => {
  await useVersions();
  await insertState(db, tenant, 'without version', { version: 9 });
  await insertVersion('older', { liveFrom: sql`now() - interval '1 day'` as unknown as Date });
  await insertVersion('live');
  await insertVersion('scheduled', { liveFrom: IN_AN_HOUR });
  await insertVersion('unpublished', { publishedAt: null, liveFrom: null });
  await insertVersion('deleted', { liveFrom: A_MINUTE_AGO, deletedAt: new Date() });

  expect(await readValues()).toEqual(['live']);
});

test('versions in use: override that the live version dropped → gone', async () => {
  await useVersions();
  const older = await insertVersion('older');
  await insertOverride('of the older version', { version: older });
  await insertVersion('newer', { liveFrom: A_MINUTE_AGO });

  const [segment] = (await readDocument()).project.segments;

  expect(segment?.feature_states).toEqual([]);
});

test('versions in use: identity override → live all the same', async () => {
  await useVersions();
  await insertVersion('live');
  await insertIdentityState('ada', 'hers');

  const [override] = (await readDocument()).identity_overrides;

  expect(override?.identity_features.map((state) => state.feature_state_value)).toEqual(['hers']);
});

test('versions not in use any more: versioned states left over → not live', async () => {
  await insertVersion('versioned', { liveFrom: A_MINUTE_AGO });
  await insertState(db, tenant, 'plain');

  expect(await readValues()).toEqual(['plain']);
});

test('deleted feature: its defaults and overrides of both kinds → all gone', async () => {
  await insertState(db, tenant, 'default');
  await insertOverride('segment');
  await insertIdentityState('ada', 'identity');
  await db.update(tables.features).set({ deletedAt: new Date() }).where(eq(tables.features.id, tenant.featureId));

  const snapshot = await readSnapshot();

  expect(snapshot.features).toEqual([]);
  expect(snapshot.feature_states).toEqual([]);
  expect(snapshot.document.feature_states).toEqual([]);
  expect(snapshot.document.identity_overrides).toEqual([]);
  expect(snapshot.document.project.segments[0]?.feature_states).toEqual([]);
});

test('deleted segment: its override → gone with it', async () => {
  await insertState(db, tenant, 'default');
  await insertOverride('segment');
  await db.update(tables.segments).set({ deletedAt: new Date() }).where(eq(tables.segments.id, tenant.segmentId));

  const snapshot = await readSnapshot();

  expect(snapshot.document.project.segments).toEqual([]);
  expect(snapshot.feature_states).toHaveLength(1);
});

test('deleted rule and condition: segment → left without them', async () => {
  const { segmentId } = tenant;
  const [kept, dropped] = await db
    .insert(tables.segmentRules)
    .values([
      { segmentId, type: 'ALL' },
      { segmentId, type: 'NONE', deletedAt: new Date() },
    ])
    .returning();
  const condition = { segmentId, operator: 'EQUAL' as const, property: 'plan' };
  await db.insert(tables.segmentConditions).values([
    { ...condition, ruleId: kept?.id ?? 0, value: 'kept' },
    { ...condition, ruleId: kept?.id ?? 0, value: 'deleted', deletedAt: new Date() },
    { ...condition, ruleId: dropped?.id ?? 0, value: 'of a deleted rule' },
  ]);

  const [segment] = (await readDocument()).project.segments;

  expect(segment?.rules).toEqual([
    { type: 'ALL', rules: [], conditions: [{ operator: 'EQUAL', property_: 'plan', value: 'kept' }] },
  ]);
});

test.each(['environments', 'projects', 'organisations'])('deleted: %s → no snapshot', async (table) => {
  await client.query(`update ${table} set deleted_at = now()`);
  await client.query(`select touch_environment($1, 'deleted')`, [tenant.environmentId]);

  const result = await readResult();

  expect(result).toMatchObject({ snapshot: null, updatedAt: null });
  expect(result.outboxIds).toHaveLength(1);
});

test('archived feature: live state → in the document all the same', async () => {
  await insertState(db, tenant, 'archived');
  await db.update(tables.features).set({ isArchived: true }).where(eq(tables.features.id, tenant.featureId));

  expect(await readValues()).toEqual(['archived']);
});

test('segments: revisions and drafts → not listed', async () => {
  const { projectId, segmentId } = tenant;
  const request = { organisationId: tenant.organisationId, projectId, title: 'Change' };
  const { id: changeRequestId } = only(await db.insert(tables.changeRequests).values(request).returning());
  await db.insert(tables.segments).values([
    { projectId, name: 'revision', versionOfId: segmentId },
    { projectId, name: 'draft', changeRequestId },
  ]);

  expect((await readDocument()).project.segments.map((segment) => segment.name)).toEqual(['Segment']);
});

test.each([
  ['feature-specific', () => ({ featureId: tenant.featureId })],
  ['system', () => ({ isSystemSegment: true })],
])('segments: %s one → listed only where it has an override', async (name, kind) => {
  const row = { projectId: tenant.projectId, name, ...kind() };
  const segmentId = only(await db.insert(tables.segments).values(row).returning()).id;
  const elsewhere = await insertEnvironment(db, tenant);

  const names = async (environmentId?: number) =>
    (await readDocument(environmentId)).project.segments.map((segment) => segment.name);
  expect(await names()).toEqual(['Segment']);
  await insertOverride('only here', { segmentId });

  expect(await names()).toEqual(['Segment', name]);
  expect(await names(elsewhere)).toEqual(['Segment']);
});

test('segment override: priority and ids → in the document and beside it', async () => {
  const featureSegmentId = await insertOverride('override', { priority: 3 });

  const snapshot = await readSnapshot();

  const [state] = snapshot.document.project.segments[0]?.feature_states ?? [];
  expect(state).toMatchObject({ feature_segment: { priority: 3 }, feature_state_value: 'override' });
  expect(snapshot.feature_states).toEqual([
    { featurestate_uuid: state?.featurestate_uuid, id: expect.any(Number), feature_segment: featureSegmentId },
  ]);
});

test('identity overrides: switched off for local evaluation → still in the snapshot', async () => {
  await insertIdentityState('ada', 'hers');
  await db.update(tables.environments).set({ useIdentityOverridesInLocalEval: false });

  const document = await readDocument();

  expect(document.use_identity_overrides_in_local_eval).toBe(false);
  expect(document.identity_overrides).toHaveLength(1);
});

test('identity override of a multivariate feature: the chosen option → as value and as the only entry', async () => {
  const [first, second] = await insertOptions('first', 'second');
  const { stateId } = await insertIdentityState('ada', 'control');
  await weigh(stateId, first ?? 0, 0);
  await weigh(stateId, second ?? 0, 100);

  const [state] = (await readDocument()).identity_overrides[0]?.identity_features ?? [];

  expect(state?.feature_state_value).toBe('second');
  expect(state?.multivariate_feature_state_values).toMatchObject([
    { multivariate_feature_option: { id: second, value: 'second', key: 'second' }, percentage_allocation: 100 },
  ]);
});

test('multivariate entries: rows made in another order than the options → in the order of the options', async () => {
  const [first, second, third] = await insertOptions('first', 'second', 'third');
  const stateId = await insertState(db, tenant, 'control');
  await weigh(stateId, third ?? 0, 20);
  await weigh(stateId, first ?? 0, 30);
  await weigh(stateId, second ?? 0, 50);

  const entries = (await readDocument()).feature_states[0]?.multivariate_feature_state_values ?? [];

  expect(entries.map((entry) => [entry.id, entry.percentage_allocation])).toEqual([
    [first, 30],
    [second, 50],
    [third, 20],
  ]);
});

test('bucketing seed: override made again and version published → unchanged', async () => {
  const seedsOf = async () => {
    const { feature_states, project } = await readDocument();
    return [...feature_states, ...(project.segments[0]?.feature_states ?? [])].map((state) => state.django_id);
  };
  await insertState(db, tenant, 'default');
  const featureSegmentId = await insertOverride('override');
  const before = await seedsOf();

  await db.delete(tables.featureSegments).where(eq(tables.featureSegments.id, featureSegmentId));
  await insertOverride('override, made again');
  const afterRemoval = await seedsOf();
  await useVersions();
  const version = await insertVersion('version');
  await insertOverride('override of the version', { version });
  const afterPublication = await seedsOf();

  expect(before).toHaveLength(2);
  expect(afterRemoval).toEqual(before);
  expect(afterPublication).toEqual(before);
});

test('bucketing seed: cloned environment → the same as the source', async () => {
  await insertState(db, tenant, 'default');
  const environmentId = await insertEnvironment(db, tenant);
  await copyBucketingSeeds(run, tenant.environmentId, environmentId);
  await insertState(db, { ...tenant, environmentId }, 'default');

  const [source, clone] = [await readDocument(), await readDocument(environmentId)];

  expect(clone.feature_states[0]?.django_id).toBe(source.feature_states[0]?.django_id);
});

test('server keys: inactive and expiring ones → listed with both facts', async () => {
  const { environmentId } = tenant;
  await db.insert(tables.environmentApiKeys).values([
    { environmentId, name: 'a', key: 'ser.a', keyHash: 'a', active: false },
    { environmentId, name: 'b', key: 'ser.b', keyHash: 'b', expiresAt: new Date(1_800_000_000_123) },
  ]);

  expect((await readSnapshot()).server_keys).toEqual([
    { hash: 'a', active: false, expires_at: null },
    { hash: 'b', active: true, expires_at: 1_800_000_000_123 },
  ]);
});

test('values: integers, booleans, empty text and none → of their own type', async () => {
  const values = [
    { type: 'int' as const, integerValue: -7 },
    { type: 'bool' as const, booleanValue: false },
    { stringValue: '' },
    { stringValue: null },
    { stringValue: '1.0' },
  ];
  for (const value of values) {
    const featureId = await insertFeature(db, tenant);
    const id = await insertState(db, { ...tenant, featureId }, '');
    await db
      .update(tables.featureStateValues)
      .set({ stringValue: null, ...value })
      .where(eq(tables.featureStateValues.featureStateId, id));
  }

  expect(await readValues()).toEqual([-7, false, '', null, '1.0']);
});

test('other tenants: their features, segments and identities → never in the document', async () => {
  const others = await insertTenant(db);
  await insertState(db, others, 'theirs');

  const snapshot = await readSnapshot();

  expect(snapshot.document.feature_states).toEqual([]);
  expect(snapshot.features.map((feature) => feature.id)).toEqual([tenant.featureId]);
  expect(snapshot.document.project.segments.map((segment) => segment.id)).toEqual([tenant.segmentId]);
});

test('statements: 1,000 features and 500 segments → as many as for an empty environment', async () => {
  await readResult();
  const few = statements;
  await fillEnvironment(client, tenant, LARGE);
  statements = 0;

  const { document } = await readSnapshot();

  expect(statements).toBe(few);
  expect(document.feature_states).toHaveLength(LARGE.features + 1);
  expect(document.project.segments).toHaveLength(LARGE.segments + 1);
  const overrides = document.project.segments.flatMap((segment) => segment.feature_states);
  expect(overrides).toHaveLength(LARGE.overrides);
  const split = [...document.feature_states, ...overrides].filter(
    (state) => state.multivariate_feature_state_values.length === 3,
  );
  expect(split.length).toBeGreaterThanOrEqual(LARGE.multivariate);
  expect(EnvironmentDocument.parse(document)).toEqual(document);
});
