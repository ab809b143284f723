import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IdentityState, ScalarState } from '../../contract/feature-states.ts';
import { addEnvironment } from '../../testing/fixtures/scene.ts';
import {
  addFeature,
  addIdentityOverride,
  addSegmentOverride,
  addState,
} from '../../testing/fixtures/scene-features.ts';
import { readAudits } from '../../testing/management/feature-project.ts';
import { prepareFlag, type FlagPlace } from '../../testing/management/flag-place.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function addIdentity({ scene }: FlagPlace, identifier: string, plan?: string): Promise<number> {
  const { rows } = await management.pool.query(
    'insert into identities (environment_id, identifier) values ($1, $2) returning id',
    [scene.environmentId, identifier],
  );
  const id = Number(rows[0].id);
  if (plan !== undefined) {
    await management.pool.query(
      `insert into traits (environment_id, identity_id, trait_key, value_type, string_value, written_at) values ($1, $2, 'plan', 'unicode', $3, now())`,
      [scene.environmentId, id, plan],
    );
  }
  return id;
}

const listOf = (place: FlagPlace, identityId: number) => `${place.root}identities/${identityId}/featurestates/`;

test('identity override: created, read, changed and deleted → seen in the document at each step', async () => {
  const place = await prepareFlag(management, { value: 'all' });
  const id = await addIdentity(place, 'anna');
  const list = listOf(place, id);
  const inDocument = async () =>
    (await place.document()).identity_overrides.map(({ identifier, identity_features: features }) => [
      identifier,
      features.map(({ enabled, feature_state_value: value }) => [enabled, value]),
    ]);

  const made = await place.send('POST', list, {
    feature: place.feature.id,
    enabled: false,
    feature_state_value: 'own',
  });
  expect(made).toMatchObject({ status: 201, body: { identity: id, enabled: false, feature_state_value: 'own' } });
  expect(await inDocument()).toEqual([['anna', [[false, 'own']]]]);

  const one = `${list}${(made.body as ScalarState).id}/`;
  expect((await place.send('GET', one)).body).toEqual(made.body);
  expect(await place.send('PUT', one, { enabled: true })).toMatchObject({
    status: 200,
    body: { feature_state_value: 'own' },
  });
  expect(await inDocument()).toEqual([['anna', [[true, 'own']]]]);

  const listed = await place.send('GET', list);
  expect(listed).toMatchObject({ body: { count: 1, results: [{ identity: { id, identifier: 'anna' } }] } });
  expect((await place.send('DELETE', one)).status).toBe(204);
  expect(await inDocument()).toEqual([]);
  expect((await place.send('POST', list, { feature: place.feature.id })).status).toBe(201);
  expect((await readAudits(place.scene)).map(({ log }) => log)).toEqual([
    'Identity override created: checkout, anna',
    'Identity override updated (state): checkout, anna',
    'Identity override deleted: checkout, anna',
    'Identity override created: checkout, anna',
  ]);
});

test('identity override: identity of another environment, or a state of another identity → 404', async () => {
  const place = await prepareFlag(management);
  const sibling = await addEnvironment(place.scene);
  const far = await addIdentityOverride(sibling, place.feature, 'far', {});
  const [anna, bert] = [
    await addIdentityOverride(place.scene, place.feature, 'anna', {}),
    await addIdentityOverride(place.scene, place.feature, 'bert', {}),
  ];
  const body = { feature: place.feature.id, enabled: false };

  const statuses = [
    await place.send('GET', listOf(place, far.identityId)),
    await place.send('POST', listOf(place, far.identityId), body),
    await place.send('GET', `${listOf(place, far.identityId)}all/`),
    await place.send('GET', `${listOf(place, anna.identityId)}${bert.stateId}/`),
    await place.send('PUT', `${listOf(place, anna.identityId)}${bert.stateId}/`, body),
    await place.send('DELETE', `${listOf(place, anna.identityId)}${place.feature.stateId}/`),
  ].map(({ status }) => status);

  expect(statuses).toEqual([404, 404, 404, 404, 404, 404]);
  expect(await readAudits(place.scene)).toEqual([]);
});

test('identity states: all → each feature with what overrides it, identity before segment before default', async () => {
  const place = await prepareFlag(management, { value: 'all' });
  const { scene, feature: byIdentity } = place;
  const bySegment = await addFeature(scene, 'by-segment', { value: 'all' });
  const plain = await addFeature(scene, 'plain', {
    value: 'control',
    variants: [{ key: 'a', value: 'red', percentage: 100 }],
  });
  const segment = await place.segment('pro');
  const id = await addIdentity(place, 'anna', 'pro');
  await addSegmentOverride(scene, byIdentity, segment, { value: 'pro' });
  await addSegmentOverride(scene, bySegment, segment, { enabled: false, value: 'pro' });
  await addState(scene, byIdentity, { value: 'own' }, { identityId: id });

  const answer = await place.send('GET', `${listOf(place, id)}all/`);

  expect(answer.status).toBe(200);
  const named = (feature: { id: number; name: string }, type = 'STANDARD') => ({
    id: feature.id,
    name: feature.name,
    type,
  });
  expect(answer.body).toEqual([
    {
      feature: named(byIdentity),
      enabled: true,
      feature_state_value: 'own',
      overridden_by: 'IDENTITY',
      segment: null,
      multivariate_feature_state_values: [],
    },
    {
      feature: named(bySegment),
      enabled: false,
      feature_state_value: 'pro',
      overridden_by: 'SEGMENT',
      segment: { id: segment, name: 'pro' },
      multivariate_feature_state_values: [],
    },
    {
      feature: named(plain, 'MULTIVARIATE'),
      enabled: true,
      feature_state_value: 'red',
      overridden_by: null,
      segment: null,
      multivariate_feature_state_values: [
        { multivariate_feature_option: { value: 'red' }, percentage_allocation: 100 },
      ],
    },
  ]);
});

test('identity states: cloned from another identity → the same overrides, others gone, nothing done twice', async () => {
  const place = await prepareFlag(management, { value: 'all' });
  const { scene, feature: shared } = place;
  const [extra, missing] = [await addFeature(scene, 'extra'), await addFeature(scene, 'missing')];
  const [source, target] = [await addIdentity(place, 'source'), await addIdentity(place, 'target')];
  await addState(scene, shared, { enabled: false, value: 'source' }, { identityId: source });
  await addState(scene, missing, { value: 7 }, { identityId: source });
  await addState(scene, shared, { value: 'target' }, { identityId: target });
  await addState(scene, extra, { value: 'target' }, { identityId: target });
  const clone = () =>
    place.send('POST', `${listOf(place, target)}clone-from-given-identity/`, { source_identity_id: source });

  const answer = await clone();

  const seen = (answer.body as IdentityState[]).map((state) => [
    state.feature.name,
    state.enabled,
    state.feature_state_value,
    state.overridden_by,
  ]);
  expect(answer.status).toBe(200);
  expect(seen).toEqual([
    ['checkout', false, 'source', 'IDENTITY'],
    ['extra', true, null, null],
    ['missing', true, 7, 'IDENTITY'],
  ]);
  const audits = await readAudits(scene);
  expect(new Set(audits.map(({ change }) => change))).toEqual(new Set(['CREATE', 'DELETE', 'UPDATE']));
  expect(audits).toHaveLength(3);
  await clone();
  expect(await readAudits(scene)).toHaveLength(3);
});

test('identity states: source of another environment → 400 naming the field, overrides stay', async () => {
  const place = await prepareFlag(management);
  const sibling = await addEnvironment(place.scene);
  const { identityId: far } = await addIdentityOverride(sibling, place.feature, 'far', {});
  const { identityId } = await addIdentityOverride(place.scene, place.feature, 'anna', {});

  const answer = await place.send('POST', `${listOf(place, identityId)}clone-from-given-identity/`, {
    source_identity_id: far,
  });

  expect(answer).toMatchObject({ status: 400, body: { source_identity_id: [expect.any(String)] } });
  expect((await place.document()).identity_overrides).toHaveLength(1);
});
