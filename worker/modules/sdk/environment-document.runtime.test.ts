import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { EnvironmentDocument } from '../../contract/environment-document.ts';
import {
  addFeature,
  addIdentityOverride,
  addSegment,
  addSegmentOverride,
  whereTrait,
} from '../../testing/fixtures/scene-features.ts';
import { createScene, publish, updateEnvironment, type Scene } from '../../testing/fixtures/scene.ts';
import { openCaller } from '../../testing/fixtures/sdk-calls.test-support.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

const PATH = '/api/v1/environment-document/';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function open(options: Parameters<typeof createScene>[1] = {}) {
  const scene = await createScene(server.db, options);
  const call = openCaller(server.url, scene.serverKey);
  const download = (headers: Record<string, string> = {}) => call<EnvironmentDocument>(PATH, { headers });
  return { scene, call, download };
}

/** A feature with an override for a segment and one for an identity. */
async function fill(scene: Scene) {
  const feature = await addFeature(scene, 'flag', { value: 'default' });
  const segmentId = await addSegment(scene, 'gold plan', whereTrait('plan', 'gold'));
  await addSegmentOverride(scene, feature, segmentId, { value: 'gold', priority: 3 });
  await addIdentityOverride(scene, feature, 'vip', { value: 'own' });
  return { feature, segmentId };
}

test('edge case 45: If-Modified-Since of the last answer → 304 and no body; after a change → 200', async () => {
  const { scene, download } = await open();
  await fill(scene);
  const first = await download();
  const since = first.headers.get('last-modified') ?? '';
  expect(Date.parse(since)).toBe(Math.floor(Date.parse(first.json.updated_at) / 1000) * 1000);

  const unchanged = await download({ 'if-modified-since': since });
  expect([unchanged.status, unchanged.text]).toEqual([304, '']);
  expect(unchanged.headers.get('x-flagsmith-document-updated-at')).toBe(
    first.headers.get('x-flagsmith-document-updated-at'),
  );
  await publish(scene);

  await vi.waitFor(async () => expect((await download({ 'if-modified-since': since })).status).toBe(200), {
    timeout: 5_500,
    interval: 100,
  });
  expect((await download({ 'if-modified-since': new Date(0).toUTCString() })).status).toBe(200);
  expect((await download({ 'if-modified-since': 'yesterday' })).status).toBe(200);
});

test('edge case 46: disabled and server-only flags → in the document, the latter also named by id', async () => {
  const { scene, download } = await open({ environment: { hideDisabledFlags: true } });
  await addFeature(scene, 'off', { enabled: false });
  const secret = await addFeature(scene, 'secret', { row: { isServerKeyOnly: true } });

  const { json } = await download();

  expect(json.feature_states.map((state) => [state.feature.name, state.enabled])).toEqual([
    ['off', false],
    ['secret', true],
  ]);
  expect(json.project.server_key_only_feature_ids).toEqual([secret.id]);
});

test('edge case 47: overrides kept out of local evaluation → an empty list; remote evaluation still has them', async () => {
  for (const useIdentityOverridesInLocalEval of [true, false]) {
    const { scene, call, download } = await open({ environment: { useIdentityOverridesInLocalEval } });
    await fill(scene);

    const { json } = await download();
    const remote = await call<{ flags: { feature_state_value: string }[] }>('/api/v1/identities/?identifier=vip');

    expect(json.identity_overrides.map(({ identifier }) => identifier)).toEqual(
      useIdentityOverridesInLocalEval ? ['vip'] : [],
    );
    expect(json.use_identity_overrides_in_local_eval).toBe(useIdentityOverridesInLocalEval);
    expect(remote.json.flags[0]?.feature_state_value).toBe('own');
  }
});

test('edge case 48: the document → the fields of the contract in its order, no more', async () => {
  const { scene, download } = await open();
  await fill(scene);

  const { status, json, text } = await download();

  expect(status).toBe(200);
  // Parsing drops fields that the contract does not have, so equality says that there are none.
  expect(JSON.stringify(EnvironmentDocument.parse(json))).toBe(text);
  for (const name of ['_config', 'onboarding_pending', 'system_traits', 'server_keys', 'ser.', 'description']) {
    expect(text).not.toContain(name);
  }
  expect(Object.keys(json).slice(0, 5)).toEqual(['id', 'api_key', 'project', 'feature_states', 'identity_overrides']);
  expect([json.id, json.api_key]).toEqual([scene.environmentId, scene.clientKey]);
  expect(json.updated_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
});

test('edge case 49: segment for one feature only → in the document only where it has an override', async () => {
  const { scene, download } = await open();
  const feature = await addFeature(scene, 'flag');
  const more = { featureId: feature.id };
  const used = await addSegment(scene, 'used here', whereTrait('a', '1'), more);
  await addSegment(scene, 'used elsewhere', whereTrait('a', '2'), more);
  await addSegment(scene, 'for everybody', whereTrait('a', '3'));
  await addSegmentOverride(scene, feature, used, {});

  const { json } = await download();

  expect(json.project.segments.map(({ name }) => name)).toEqual(['used here', 'for everybody']);
});

test('edge case 69: a document → no `link` header, so that no client looks for more pages', async () => {
  const { scene, download } = await open();
  await fill(scene);

  expect((await download()).headers.get('link')).toBeNull();
});

test('document: an identity’s multivariate override → the option’s value, and the option as its one entry', async () => {
  const { scene, download } = await open();
  const variants = [
    { key: 'a', value: 'A', percentage: 50 },
    { key: 'b', value: 'B', percentage: 50 },
  ];
  const feature = await addFeature(scene, 'split', { value: 'control', variants });
  await addIdentityOverride(scene, feature, 'vip', { value: 'control', weights: { b: 100 } });

  const { json } = await download();

  const [state] = json.identity_overrides[0]!.identity_features;
  expect(state!.feature_state_value).toBe('B');
  expect(state!.multivariate_feature_state_values).toEqual([
    expect.objectContaining({
      percentage_allocation: 100,
      multivariate_feature_option: { id: feature.optionIds.get('b'), key: 'b', value: 'B' },
    }),
  ]);
  const [split] = json.feature_states;
  const ids = split!.multivariate_feature_state_values.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted((left, right) => left - right));
});

test('document: If-None-Match of the last answer → 304; after a change → 200 with another tag', async () => {
  const { scene, download } = await open();
  const etag = (await download()).headers.get('etag') ?? '';

  for (const sent of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const { status, text } = await download({ 'if-none-match': sent });
    expect([sent, status, text]).toEqual([sent, 304, '']);
  }
  expect((await download({ 'if-none-match': '"other"' })).status).toBe(200);
  // A tag outweighs a date.
  const future = new Date(Date.now() + 1e7).toUTCString();
  expect((await download({ 'if-none-match': '"other"', 'if-modified-since': future })).status).toBe(200);

  await updateEnvironment(scene, { name: 'renamed' });
  await publish(scene);
  await vi.waitFor(
    async () => {
      const changed = await download({ 'if-none-match': etag });
      expect([changed.status, changed.json?.name]).toEqual([200, 'renamed']);
    },
    { timeout: 5_500, interval: 100 },
  );
});

test('document: a second server-side key and a path without slash → the same document', async () => {
  const { call } = await open();

  expect((await call('/api/v1/environment-document')).text).toBe((await call(PATH)).text);
});
