import { eq } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../scripts/local/test-database.ts';
import { only } from '../demo/expect.ts';
import { insertFeature, insertState, insertTenant, type Tenant } from '../testing/tenant.ts';
import * as tables from './index.ts';

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

const expectRefusal = (work: PromiseLike<unknown>, constraint: string) =>
  expect(Promise.resolve(work)).rejects.toMatchObject({ cause: { constraint } });

async function insertIdentity(identifier: string): Promise<number> {
  const row = { environmentId: tenant.environmentId, identifier };
  return only(await db.insert(tables.identities).values(row).returning()).id;
}

async function insertTrait(values: object): Promise<typeof tables.traits.$inferSelect> {
  const identityId = await insertIdentity('somebody');
  const row = { environmentId: tenant.environmentId, identityId, traitKey: 'k', writtenAt: new Date() };
  return only(
    await db
      .insert(tables.traits)
      .values({ ...row, ...values } as typeof tables.traits.$inferInsert)
      .returning(),
  );
}

test('feature name: same but for case → refused', async () => {
  await insertFeature(db, tenant, { name: 'Checkout_É' });

  await expectRefusal(insertFeature(db, tenant, { name: 'checkout_é' }), 'features_name_unique');
});

test('feature name: of a deleted feature → free again', async () => {
  const id = await insertFeature(db, tenant, { name: 'checkout' });
  await db.update(tables.features).set({ deletedAt: new Date() }).where(eq(tables.features.id, id));

  await expect(insertFeature(db, tenant, { name: 'checkout' })).resolves.toBeGreaterThan(id);
});

test('feature name: 2,000 characters of four bytes → accepted', async () => {
  await expect(insertFeature(db, tenant, { name: '🏴'.repeat(2000) })).resolves.toBeGreaterThan(0);
});

test('identifier: 2,000 characters of four bytes → accepted once', async () => {
  await insertIdentity('🏴'.repeat(2000));

  await expectRefusal(insertIdentity('🏴'.repeat(2000)), 'identities_identifier_unique');
});

test('feature state: second one at the same place → refused', async () => {
  await insertState(db, tenant, 'one');

  await expectRefusal(insertState(db, tenant, 'two'), 'feature_states_place_unique');
});

test('feature state: drafts beside the live one → accepted', async () => {
  await insertState(db, tenant, 'live');
  await insertState(db, tenant, 'draft', { version: null });

  await expect(insertState(db, tenant, 'another', { version: null })).resolves.toBeGreaterThan(0);
});

test.each([
  ['int without number', { type: 'int' as const }],
  ['int beyond what is exact', { type: 'int' as const, integerValue: 2 ** 53 }],
  ['bool with text', { type: 'bool' as const, booleanValue: true, stringValue: 'true' }],
  ['text with number', { type: 'unicode' as const, integerValue: 1 }],
])('feature value: %s → refused', async (_, value) => {
  const row = { featureId: tenant.featureId, ...value };

  await expectRefusal(
    db.insert(tables.multivariateFeatureOptions).values(row),
    'multivariate_feature_options_one_value',
  );
});

test('multivariate option: key "control" → refused', async () => {
  await expectRefusal(
    db.insert(tables.multivariateFeatureOptions).values({ featureId: tenant.featureId, key: 'control' }),
    'multivariate_feature_options_key_is_slug',
  );
});

test('multivariate option: more than 100 % → refused', async () => {
  await expectRefusal(
    db
      .insert(tables.multivariateFeatureOptions)
      .values({ featureId: tenant.featureId, defaultPercentageAllocation: 100.5 }),
    'multivariate_feature_options_percentage',
  );
});

test('trait: milliseconds and other safe integers → kept exactly', async () => {
  const trait = await insertTrait({ valueType: 'int', integerValue: Number.MAX_SAFE_INTEGER });

  expect(trait.integerValue).toBe(9007199254740991);
});

test('trait: tombstone with a value → refused', async () => {
  await expectRefusal(
    insertTrait({ valueType: 'unicode', stringValue: 'x', deletedAt: new Date() }),
    'traits_one_value',
  );
});

test('trait: value of another type than it says → refused', async () => {
  await expectRefusal(insertTrait({ valueType: 'float', integerValue: 1 }), 'traits_one_value');
});

test('permission: unknown key → refused', async () => {
  const { organisationId, projectId, userId } = tenant;
  const row = { organisationId, projectId, userId, permissions: ['FLY' as 'VIEW_PROJECT'] };

  await expectRefusal(db.insert(tables.userProjectPermissions).values(row), 'user_project_permissions_known');
});

test('integration: second of its kind for one parent → refused', async () => {
  const { organisationId, projectId } = tenant;
  const row = { organisationId, projectId, kind: 'datadog' as const, scope: 'project' as const };
  await db.insert(tables.integrations).values(row);

  await expectRefusal(db.insert(tables.integrations).values(row), 'integrations_unique');
});

test('email: same but for case → refused', async () => {
  await db.insert(tables.users).values({ email: 'Ada@example.com' });

  await expectRefusal(db.insert(tables.users).values({ email: 'ada@Example.com' }), 'users_email_unique');
});

test('usage block: start off the quarter of an hour → refused', async () => {
  const { projectId, environmentId, featureId } = tenant;
  const row = { projectId, environmentId, featureId, count: 1 };
  const insert = (blockStart: string) =>
    db.insert(tables.featureEvaluationBlocks).values({ ...row, blockStart: new Date(blockStart) });
  await insert('2026-11-22T10:45:00Z');

  await expectRefusal(insert('2026-11-22T10:50:00Z'), 'feature_evaluation_blocks_quarter_hour');
});
