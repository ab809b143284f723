import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Feature } from '../../contract/features.ts';
import type { Database } from '../../core/database.ts';
import { addEnvironment, type Scene } from '../../testing/fixtures/scene.ts';
import {
  addFeature,
  addIdentityOverride,
  addSegment,
  addSegmentOverride,
  addState,
} from '../../testing/fixtures/scene-features.ts';
import {
  addGroup,
  addTag,
  grantOnProject,
  prepareProject,
  readRows,
} from '../../testing/management/feature-project.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';

let management: Management;
let statements = 0;
beforeAll(async () => {
  management = await openManagement();
  const counting = countStatements(management.ports.database);
  Object.assign(management.ports, { database: counting });
});
beforeEach(() => {
  statements = 0;
});
afterAll(() => management.close());

/** Every statement of the query builder passes its session's `prepareQuery`; the rest has methods of its own. */
function countStatements(database: Database): Database {
  const session = (database.db as unknown as { session: { prepareQuery: (...input: unknown[]) => unknown } }).session;
  const prepare = session.prepareQuery.bind(session);
  session.prepareQuery = (...input) => {
    statements += 1;
    return prepare(...input);
  };
  return {
    ...database,
    query: (...input) => {
      statements += 1;
      return database.query(...input);
    },
  };
}

type Page = { count: number; next: string | null; results: Feature[] };

async function prepare() {
  const project = await prepareProject(management);
  const page = async (query: string) => (await project.send('GET', `${project.list}?${query}`)).body as Page;
  const names = async (query: string) => (await page(query)).results.map(({ name }) => name);
  return { ...project, page, names };
}

test('list: search, type, archived, order, pages → as asked', async () => {
  const { scene, names, page, list } = await prepare();
  await addFeature(scene, 'b_100%');
  await addFeature(scene, 'a', { row: { isArchived: true } });
  await addFeature(scene, 'C', { variants: [{ key: 'v', value: 'x', percentage: 10 }] });

  expect(await names('')).toEqual(['b_100%', 'a', 'C']);
  expect(await names('sort_direction=DESC')).toEqual(['C', 'a', 'b_100%']);
  expect(await names('sort_field=name&sort_direction=DESC')).toEqual(['C', 'b_100%', 'a']);
  expect(await names('search=_100%25')).toEqual(['b_100%']);
  expect(await names('search=c')).toEqual(['C']);
  expect(await names('is_archived=true')).toEqual(['a']);
  expect(await names('is_archived=false')).toEqual(['b_100%', 'C']);
  expect(await names('type=MULTIVARIATE')).toEqual(['C']);
  expect(await page('page_size=2')).toMatchObject({
    count: 3,
    next: `http://halyard.test${list}?page_size=2&page=2`,
    results: [{ name: 'b_100%' }, { name: 'a' }],
  });
  expect(await names('page_size=2&page=2')).toEqual(['C']);
});

test('list: parameters that make no sense → passed over', async () => {
  const { scene, names } = await prepare();
  await addFeature(scene, 'a');
  const junk = [
    'is_enabled=null&sort=[object Object]',
    'is_archived=undefined&type=x&environment=undefined&segment=&identity=abc&page_size=-1',
    'tags=abc&tag_strategy=SOME&owners=&group_owners=x&sort_field=id&sort_direction=up&lifecycle_stage=live',
    `environment=${scene.environmentId}&is_enabled=null&value_search=&segment=99999999999`,
    "search=&owners=1';drop table features--",
  ];

  for (const query of junk) expect([query, await names(query)]).toEqual([query, ['a']]);
});

test('list: filter on state or value without an environment → 400', async () => {
  const { scene, send, list, names } = await prepare();
  await addFeature(scene, 'on', { enabled: true, value: 'Blue' });
  await addFeature(scene, 'off', { enabled: false, value: 42 });
  const here = `environment=${scene.environmentId}`;

  for (const query of ['is_enabled=true', 'value_search=x']) {
    const { status, body } = await send('GET', `${list}?${query}`);
    expect([status, Object.keys(body as object)]).toEqual([400, ['environment']]);
  }
  expect(await names(`${here}&is_enabled=true`)).toEqual(['on']);
  expect(await names(`${here}&is_enabled=false`)).toEqual(['off']);
  expect(await names(`${here}&value_search=blu`)).toEqual(['on']);
  expect(await names(`${here}&value_search=4`)).toEqual(['off']);
  expect(await names(`${here}&value_search=%25`)).toEqual([]);
});

test('list: tags, owners → every or any tag, untagged; users and groups are one set', async () => {
  const { scene, admin, create, names } = await prepare();
  const [one, two, group] = [await addTag(scene), await addTag(scene), await addGroup(scene)];
  const viewer = await createMember(management.pool, scene.organisationId, 'USER');
  await grantOnProject(scene, viewer.id, '{VIEW_PROJECT}');
  await create({ name: 'both', tags: [one, two] });
  await create({ name: 'first', tags: [one], owners: [viewer.id] });
  await create({ name: 'none', group_owners: [group] });

  expect(await names(`tags=${one},${two}`)).toEqual(['both']);
  expect(await names(`tags=${one},${two}&tag_strategy=UNION`)).toEqual(['both', 'first']);
  expect(await names(`tags=${one}`)).toEqual(['both', 'first']);
  expect(await names('tags=')).toEqual(['none']);
  expect(await names(`owners=${admin.id}`)).toEqual(['both']);
  expect(await names(`owners=${viewer.id}&group_owners=${group}`)).toEqual(['first', 'none']);
});

test('list: environment → the live state, counts of overrides, times of the last change', async () => {
  const { scene, page } = await prepare();
  const other = await addEnvironment(scene);
  const feature = await addFeature(scene, 'a', { enabled: false, value: 'old' });
  await addState(scene, feature, { value: 'new' }, { version: 2 });
  await addState(scene, feature, { value: 'later' }, { version: 3, liveFrom: new Date(Date.now() + 86_400_000) });
  await addState(scene, feature, { value: 'draft' }, { version: null, liveFrom: null });
  await addState(scene, feature, { value: 'gone' }, { version: 9, deletedAt: new Date() });
  const segment = await addSegment(scene, 's', []);
  await addSegmentOverride(scene, feature, segment, { value: 'override' });
  await addIdentityOverride(scene, feature, 'i', { value: 'mine' });

  const [here] = (await page(`environment=${scene.environmentId}`)).results;
  const [there] = (await page(`environment=${other.environmentId}`)).results;
  const [overridden] = (await page(`environment=${scene.environmentId}&segment=${segment}`)).results;

  expect(here).toMatchObject({
    environment_feature_state: {
      feature_state_value: 'new',
      enabled: true,
      environment: scene.environmentId,
      identity: null,
      feature_segment: null,
    },
    segment_feature_state: null,
    num_segment_overrides: 1,
    num_identity_overrides: 1,
    last_modified_in_any_environment: expect.any(String),
    last_modified_in_current_environment: expect.any(String),
  });
  expect(there).toMatchObject({
    environment_feature_state: null,
    num_segment_overrides: 0,
    num_identity_overrides: 0,
    last_modified_in_any_environment: here?.last_modified_in_any_environment,
    last_modified_in_current_environment: null,
  });
  expect(overridden?.segment_feature_state).toMatchObject({
    feature_state_value: 'override',
    feature_segment: expect.any(Number),
  });
});

async function addVersion(
  scene: Scene,
  featureId: number,
  published: string | null,
  live: string | null,
): Promise<string> {
  const [row] = await readRows(
    scene,
    sql`insert into environment_feature_versions (project_id, environment_id, feature_id, published_at, live_from)
      values (${scene.projectId}, ${scene.environmentId}, ${featureId}, ${published}::timestamptz, ${live}::timestamptz) returning uuid`,
  );
  return String(row?.['uuid']);
}

test('list: environment with versions → the state of the newest published version that has begun', async () => {
  const { scene, create, page, names } = await prepare();
  const versioned = await addEnvironment(scene, { useV2FeatureVersioning: true });
  const feature = {
    id: (await create({ name: 'a', initial_value: 'first' })).id,
    optionIds: new Map<string, number>(),
  };
  const segment = await addSegment(scene, 's', []);
  const newest = await addVersion(versioned, feature.id, 'now', 'now');
  const later = await addVersion(versioned, feature.id, 'now', 'tomorrow');
  const draft = await addVersion(versioned, feature.id, null, null);
  const [link] = await readRows(
    versioned,
    sql`insert into feature_segments (project_id, environment_id, feature_id, segment_id, environment_feature_version_uuid)
      values (${scene.projectId}, ${versioned.environmentId}, ${feature.id}, ${segment}, ${newest}) returning id`,
  );
  for (const [value, uuid] of [
    ['newest', newest],
    ['later', later],
    ['draft', draft],
  ] as const) {
    await addState(versioned, feature, { value }, { environmentFeatureVersionUuid: uuid });
  }
  const featureSegmentId = Number(link?.['id']);
  await addState(
    versioned,
    feature,
    { value: 'override' },
    { environmentFeatureVersionUuid: newest, featureSegmentId },
  );

  const here = `environment=${versioned.environmentId}`;
  const { count, results } = await page(`${here}&segment=${segment}`);

  expect(count).toBe(1);
  expect(results).toMatchObject([
    {
      environment_feature_state: { feature_state_value: 'newest' },
      segment_feature_state: { feature_state_value: 'override', feature_segment: featureSegmentId },
      num_segment_overrides: 1,
    },
  ]);
  expect(await names(`${here}&value_search=newest`)).toEqual(['a']);
  expect(await names(`${here}&value_search=first`)).toEqual([]);
});

test('list: segment or identity → what it overrides comes first', async () => {
  const { scene, names } = await prepare();
  await addFeature(scene, 'a');
  const bySegment = await addFeature(scene, 'b');
  const byIdentity = await addFeature(scene, 'c');
  const segment = await addSegment(scene, 's', []);
  await addSegmentOverride(scene, bySegment, segment, {});
  const { identityId } = await addIdentityOverride(scene, byIdentity, 'i', {});
  const here = `environment=${scene.environmentId}&sort_field=name`;

  expect(await names(here)).toEqual(['a', 'b', 'c']);
  expect(await names(`${here}&segment=${segment}`)).toEqual(['b', 'a', 'c']);
  expect(await names(`${here}&identity=${identityId}`)).toEqual(['c', 'a', 'b']);
  expect(await names(`identity=${identityId}&sort_direction=DESC`)).toEqual(['c', 'b', 'a']);
});

test('behaviour 12: a page of 50 of 1,000 features, whatever the filter → at most 8 statements', async () => {
  const { scene, admin, page } = await prepare();
  await scene.db.execute(sql`
    with f as (insert into features (organisation_id, project_id, name)
        select ${scene.organisationId}, ${scene.projectId}, 'feature ' || n from generate_series(1, 1000) n returning id),
      s as (insert into feature_states (project_id, environment_id, feature_id, enabled, live_from)
        select ${scene.projectId}, ${scene.environmentId}, id, true, now() from f returning id)
    insert into feature_state_values (feature_state_id, type, string_value) select id, 'unicode', 'value' from s`);
  const [tag, segment] = [await addTag(scene), await addSegment(scene, 's', [])];
  await scene.db.execute(sql`insert into feature_tags (feature_id, tag_id, project_id)
    select id, ${tag}, project_id from features where project_id = ${scene.projectId}`);
  await scene.db.execute(sql`insert into feature_owners (feature_id, user_id, organisation_id)
    select id, ${admin.id}, organisation_id from features where project_id = ${scene.projectId}`);
  const plain = 'page_size=50&page=2&sort_field=name';
  const everything = `${plain}&environment=${scene.environmentId}&segment=${segment}&identity=1&is_enabled=true&value_search=val&tags=${tag}&owners=${admin.id}&group_owners=1&search=feature&type=STANDARD&is_archived=false`;

  for (const query of [plain, `${plain}&environment=${scene.environmentId}`, everything]) {
    statements = 0;
    const { count, results } = await page(query);
    expect([count, results.length]).toEqual([1000, 50]);
    expect(statements).toBeGreaterThan(4);
    expect(statements).toBeLessThanOrEqual(8);
  }
});

test('list: custom fields → beside each feature', async () => {
  const { scene, create, page, send, list } = await prepare();
  const [field] = await readRows(
    scene,
    sql`with f as (insert into metadata_fields (organisation_id, name) values (${scene.organisationId}, 'team') returning id),
      m as (insert into metadata_model_fields (organisation_id, field_id, entity) select ${scene.organisationId}, id, 'feature' from f returning id),
      r as (insert into metadata_requirements (organisation_id, model_field_id) select ${scene.organisationId}, id from m)
      select id from m`,
  );
  const modelField = Number(field?.['id']);
  const metadata = [{ model_field: modelField, field_value: 'core' }];

  const refused = await send('POST', list, { name: 'a' });
  const feature = await create({ name: 'a', metadata });
  const kept = await send('PUT', `${list}${feature.id}/`, { description: 'x' });
  const changed = await send('PATCH', `${list}${feature.id}/`, {
    metadata: [{ model_field: String(modelField), field_value: 'edge' }],
  });
  const emptied = await send('PATCH', `${list}${feature.id}/`, { metadata: [] });

  expect([refused.status, Object.keys(refused.body as object)]).toEqual([400, ['metadata']]);
  expect(feature.metadata).toEqual([{ id: expect.any(Number), ...metadata[0] }]);
  expect(kept.body).toMatchObject({ metadata, description: 'x' });
  expect(changed.body).toMatchObject({ metadata: [{ model_field: modelField, field_value: 'edge' }] });
  expect([emptied.status, Object.keys(emptied.body as object)]).toEqual([400, ['metadata']]);
  expect((await page('')).results).toMatchObject([{ metadata: [{ field_value: 'edge' }] }]);
});
