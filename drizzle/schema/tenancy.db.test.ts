import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../scripts/local/test-database.ts';
import { only } from '../demo/expect.ts';
import { insertState, insertTenant, type Tenant } from '../testing/tenant.ts';
import * as tables from './index.ts';

let database: TestDatabase;
let client: Client;
let db: NodePgDatabase;
let ours: Tenant;
let theirs: Tenant;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client(database.url);
  await client.connect();
  db = drizzle({ client });
});

beforeEach(async () => {
  await client.query('begin');
  ours = await insertTenant(db);
  theirs = await insertTenant(db);
});

afterEach(() => client.query('rollback'));

afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Passes when the first insert is accepted and the second, which differs in one foreign id, is refused by the constraint. */
async function expectWall(
  constraint: string,
  own: () => PromiseLike<unknown>,
  foreign: () => PromiseLike<unknown>,
): Promise<void> {
  await client.query('savepoint own');
  await own();
  await client.query('rollback to own');
  await expect(Promise.resolve(foreign())).rejects.toMatchObject({ cause: { code: '23503', constraint } });
}

const placeOf = ({ projectId, environmentId, featureId }: Tenant) => ({ projectId, environmentId, featureId });

async function insertFeatureSegment(tenant: Tenant): Promise<number> {
  const row = { ...placeOf(tenant), segmentId: tenant.segmentId };
  return only(await db.insert(tables.featureSegments).values(row).returning()).id;
}

async function insertIdentity(tenant: Tenant): Promise<number> {
  const row = { environmentId: tenant.environmentId, identifier: 'somebody' };
  return only(await db.insert(tables.identities).values(row).returning()).id;
}

async function insertOption(tenant: Tenant): Promise<number> {
  const row = { featureId: tenant.featureId, stringValue: 'variant' };
  return only(await db.insert(tables.multivariateFeatureOptions).values(row).returning()).id;
}

async function insertVersion(tenant: Tenant): Promise<string> {
  return only(await db.insert(tables.environmentFeatureVersions).values(placeOf(tenant)).returning()).uuid;
}

async function insertChangeRequest({ organisationId, projectId }: Tenant): Promise<number> {
  const row = { organisationId, projectId, title: 'Change' };
  return only(await db.insert(tables.changeRequests).values(row).returning()).id;
}

async function insertModelField({ organisationId }: Tenant): Promise<number> {
  const field = only(await db.insert(tables.metadataFields).values({ organisationId, name: 'Field' }).returning());
  const row = { organisationId, fieldId: field.id, entity: 'feature' as const };
  return only(await db.insert(tables.metadataModelFields).values(row).returning()).id;
}

test('tag: of another project → cannot be put on a feature', () => {
  const link = (tagId: number) =>
    db.insert(tables.featureTags).values({ featureId: ours.featureId, projectId: ours.projectId, tagId });

  return expectWall(
    'feature_tags_tag_fk',
    () => link(ours.tagId),
    () => link(theirs.tagId),
  );
});

test('project: of another organisation → cannot hold an environment of ours', () => {
  const insert = (projectId: number) =>
    db
      .insert(tables.environments)
      .values({ organisationId: ours.organisationId, projectId, name: 'New', apiKey: 'a-new-key' });

  return expectWall(
    'environments_project_fk',
    () => insert(ours.projectId),
    () => insert(theirs.projectId),
  );
});

test('member: of another organisation → cannot own a feature', () => {
  const own = (userId: number) =>
    db.insert(tables.featureOwners).values({ featureId: ours.featureId, organisationId: ours.organisationId, userId });

  return expectWall(
    'feature_owners_member_fk',
    () => own(ours.userId),
    () => own(theirs.userId),
  );
});

test('group: of another organisation → cannot own a feature', () => {
  const own = (groupId: number) =>
    db
      .insert(tables.featureGroupOwners)
      .values({ featureId: ours.featureId, organisationId: ours.organisationId, groupId });

  return expectWall(
    'feature_group_owners_group_fk',
    () => own(ours.groupId),
    () => own(theirs.groupId),
  );
});

test('group: of another organisation → takes in no member of ours', () => {
  const join = (groupId: number) =>
    db.insert(tables.groupMemberships).values({ userId: ours.userId, organisationId: ours.organisationId, groupId });

  return expectWall(
    'group_memberships_group_fk',
    () => join(ours.groupId),
    () => join(theirs.groupId),
  );
});

test('segment: of another project → cannot override a feature', () => {
  const link = (segmentId: number) => db.insert(tables.featureSegments).values({ ...placeOf(ours), segmentId });

  return expectWall(
    'feature_segments_segment_fk',
    () => link(ours.segmentId),
    () => link(theirs.segmentId),
  );
});

test('feature: of another project → cannot have a segment of ours to itself', () => {
  const insert = (featureId: number) =>
    db.insert(tables.segments).values({ projectId: ours.projectId, name: 'Specific', featureId });

  return expectWall(
    'segments_feature_fk',
    () => insert(ours.featureId),
    () => insert(theirs.featureId),
  );
});

test('segment: of another project → has no revision of ours', () => {
  const insert = (versionOfId: number) =>
    db.insert(tables.segments).values({ projectId: ours.projectId, name: 'Revision', versionOfId });

  return expectWall(
    'segments_version_of_fk',
    () => insert(ours.segmentId),
    () => insert(theirs.segmentId),
  );
});

test('feature: of another project → has no state in our environment', () => {
  const insert = (featureId: number) => db.insert(tables.featureStates).values({ ...placeOf(ours), featureId });

  return expectWall(
    'feature_states_feature_fk',
    () => insert(ours.featureId),
    () => insert(theirs.featureId),
  );
});

test('environment: of another project → takes no state of ours', () => {
  const insert = (environmentId: number) => db.insert(tables.featureStates).values({ ...placeOf(ours), environmentId });

  return expectWall(
    'feature_states_environment_fk',
    () => insert(ours.environmentId),
    () => insert(theirs.environmentId),
  );
});

test('feature segment: of another environment → cannot carry a state of ours', async () => {
  const [own, foreign] = [await insertFeatureSegment(ours), await insertFeatureSegment(theirs)];
  const insert = (featureSegmentId: number) =>
    db.insert(tables.featureStates).values({ ...placeOf(ours), featureSegmentId });

  await expectWall(
    'feature_states_feature_segment_fk',
    () => insert(own),
    () => insert(foreign),
  );
});

test('identity: of another environment → cannot have an override of ours', async () => {
  const [own, foreign] = [await insertIdentity(ours), await insertIdentity(theirs)];
  const insert = (identityId: number) => db.insert(tables.featureStates).values({ ...placeOf(ours), identityId });

  await expectWall(
    'feature_states_identity_fk',
    () => insert(own),
    () => insert(foreign),
  );
});

test('identity: of another environment → takes no trait of ours', async () => {
  const [own, foreign] = [await insertIdentity(ours), await insertIdentity(theirs)];
  const row = { environmentId: ours.environmentId, traitKey: 'k', valueType: 'bool' as const, booleanValue: true };
  const insert = (identityId: number) => db.insert(tables.traits).values({ ...row, identityId, writtenAt: new Date() });

  await expectWall(
    'traits_identity_fk',
    () => insert(own),
    () => insert(foreign),
  );
});

test('multivariate option: of another feature → cannot be weighed in a state', async () => {
  const [own, foreign] = [await insertOption(ours), await insertOption(theirs)];
  const featureStateId = await insertState(db, ours, 'control');
  const row = { featureId: ours.featureId, featureStateId };
  const insert = (multivariateFeatureOptionId: number) =>
    db.insert(tables.multivariateFeatureStateValues).values({ ...row, multivariateFeatureOptionId });

  await expectWall(
    'multivariate_feature_state_values_option_fk',
    () => insert(own),
    () => insert(foreign),
  );
});

test('feature state: of another feature → takes no weight of our option', async () => {
  const row = { featureId: ours.featureId, multivariateFeatureOptionId: await insertOption(ours) };
  const [own, foreign] = [await insertState(db, ours, ''), await insertState(db, theirs, '')];
  const insert = (featureStateId: number) =>
    db.insert(tables.multivariateFeatureStateValues).values({ ...row, featureStateId });

  await expectWall(
    'multivariate_feature_state_values_feature_state_fk',
    () => insert(own),
    () => insert(foreign),
  );
});

test('feature version: of another environment → takes no state of ours', async () => {
  const [own, foreign] = [await insertVersion(ours), await insertVersion(theirs)];
  const insert = (environmentFeatureVersionUuid: string) =>
    db.insert(tables.featureStates).values({ ...placeOf(ours), environmentFeatureVersionUuid });

  await expectWall(
    'feature_states_version_fk',
    () => insert(own),
    () => insert(foreign),
  );
});

test('change request: of another project → takes no draft of ours', async () => {
  const [own, foreign] = [await insertChangeRequest(ours), await insertChangeRequest(theirs)];
  const insert = (changeRequestId: number) =>
    db.insert(tables.featureStates).values({ ...placeOf(ours), version: null, changeRequestId });

  await expectWall(
    'feature_states_change_request_fk',
    () => insert(own),
    () => insert(foreign),
  );
});

test('metadata field: of another organisation → has no value on our feature', async () => {
  const [own, foreign] = [await insertModelField(ours), await insertModelField(theirs)];
  const { organisationId, projectId, featureId } = ours;
  const row = { organisationId, projectId, featureId, entity: 'feature' as const, fieldValue: 'x' };
  const insert = (modelFieldId: number) => db.insert(tables.metadataValues).values({ ...row, modelFieldId });

  await expectWall(
    'metadata_values_model_field_fk',
    () => insert(own),
    () => insert(foreign),
  );
});

test('feature: of another project → has no value of our metadata field', async () => {
  const { organisationId, projectId } = ours;
  const modelFieldId = await insertModelField(ours);
  const row = { organisationId, projectId, modelFieldId, entity: 'feature' as const, fieldValue: 'x' };
  const insert = (featureId: number) => db.insert(tables.metadataValues).values({ ...row, featureId });

  await expectWall(
    'metadata_values_feature_fk',
    () => insert(ours.featureId),
    () => insert(theirs.featureId),
  );
});

test('member: of another organisation → gets no grant on our project', () => {
  const { organisationId, projectId } = ours;
  const grant = (userId: number) =>
    db.insert(tables.userProjectPermissions).values({ organisationId, projectId, userId, admin: true });

  return expectWall(
    'user_project_permissions_member_fk',
    () => grant(ours.userId),
    () => grant(theirs.userId),
  );
});

test('environment: of another organisation → is granted to no group of ours', () => {
  const { organisationId, groupId } = ours;
  const grant = (environmentId: number) =>
    db.insert(tables.groupEnvironmentPermissions).values({ organisationId, groupId, environmentId });

  return expectWall(
    'group_environment_permissions_environment_fk',
    () => grant(ours.environmentId),
    () => grant(theirs.environmentId),
  );
});

test('environment: of another project → has no integration of ours', () => {
  const { organisationId, projectId } = ours;
  const row = { organisationId, projectId, kind: 'heap' as const, scope: 'environment' as const };
  const insert = (environmentId: number) => db.insert(tables.integrations).values({ ...row, environmentId });

  return expectWall(
    'integrations_environment_fk',
    () => insert(ours.environmentId),
    () => insert(theirs.environmentId),
  );
});

test('webhook: of another organisation → takes no delivery of ours', async () => {
  const insertWebhook = async ({ organisationId }: Tenant) =>
    only(await db.insert(tables.organisationWebhooks).values({ organisationId, url: 'https://e.x' }).returning()).id;
  const [own, foreign] = [await insertWebhook(ours), await insertWebhook(theirs)];
  const row = { organisationId: ours.organisationId, lastSequence: 1 };
  const insert = (organisationWebhookId: number) =>
    db.insert(tables.deliveryReceivers).values({ ...row, organisationWebhookId });

  await expectWall(
    'delivery_receivers_organisation_webhook_fk',
    () => insert(own),
    () => insert(foreign),
  );
});

test('receiver: of another organisation → takes no delivery of ours', async () => {
  const insertReceiver = async ({ organisationId }: Tenant) => {
    const webhook = only(
      await db.insert(tables.organisationWebhooks).values({ organisationId, url: 'https://e.x' }).returning(),
    );
    const row = { organisationId, organisationWebhookId: webhook.id, lastSequence: 1 };
    return only(await db.insert(tables.deliveryReceivers).values(row).returning()).id;
  };
  const [own, foreign] = [await insertReceiver(ours), await insertReceiver(theirs)];
  const delivery = { eventType: 'FLAG_UPDATED', body: '{}', sequence: 1, retryUntil: new Date() };
  const row = { organisationId: ours.organisationId, ...delivery };
  const insert = (receiverId: number) => db.insert(tables.webhookDeliveries).values({ ...row, receiverId });

  await expectWall(
    'webhook_deliveries_receiver_fk',
    () => insert(own),
    () => insert(foreign),
  );
});

test('environment: of another project → stands in no audit row of ours', () => {
  const { organisationId, projectId } = ours;
  const row = { organisationId, projectId, log: 'x', relatedObjectType: 'FEATURE' as const };
  const insert = (environmentId: number) => db.insert(tables.auditLogs).values({ ...row, environmentId });

  return expectWall(
    'audit_logs_environment_fk',
    () => insert(ours.environmentId),
    () => insert(theirs.environmentId),
  );
});

test('membership: ended → grants, group memberships and ownerships end with it', async () => {
  const { organisationId, projectId, featureId, userId, groupId } = ours;
  await db.insert(tables.userProjectPermissions).values({ organisationId, projectId, userId, admin: true });
  await db.insert(tables.groupMemberships).values({ organisationId, userId, groupId });
  await db.insert(tables.featureOwners).values({ organisationId, featureId, userId });

  await db.delete(tables.userOrganisations);

  for (const table of [tables.userProjectPermissions, tables.groupMemberships, tables.featureOwners]) {
    expect(await db.$count(table)).toBe(0);
  }
});
