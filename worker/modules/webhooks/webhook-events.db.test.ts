import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addEnvironment } from '../../testing/fixtures/scene.ts';
import { addIdentityOverride, addSegmentOverride } from '../../testing/fixtures/scene-features.ts';
import {
  eventsOf,
  openWebhookManagement,
  prepareWebhooks,
  publish,
  type WebhookManagement,
  type WebhookPlace,
} from '../../testing/management/webhook-place.ts';
import { sweepDeliveries } from '../deliveries/deliver.service.ts';
import { releaseScheduledEvents } from './scheduled-events.service.ts';

let management: WebhookManagement;
beforeAll(async () => {
  management = await openWebhookManagement();
});
afterAll(() => management.close());
beforeEach(() => {
  management.sink.requests.length = 0;
  management.isPublishing = true;
});

const sunk = (of: 'environment' | 'organisation') => management.sink.requests.filter(({ path }) => path === `/${of}`);
const variants = [
  { key: 'a', value: 'red', percentage: 10 },
  { key: 'b', value: 7, percentage: 20 },
];
const MOMENT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);

/** A state as events tell it. */
function stateOf({ scene, feature }: WebhookPlace, project: string, environment: string, more: object) {
  return {
    feature: {
      id: feature.id,
      created_date: MOMENT,
      default_enabled: false,
      description: null,
      initial_value: null,
      name: 'checkout',
      project: { id: scene.projectId, name: project },
      type: feature.optionIds.size > 0 ? 'MULTIVARIATE' : 'STANDARD',
    },
    environment: { id: scene.environmentId, name: environment },
    identity: null,
    identity_identifier: null,
    feature_segment: null,
    enabled: true,
    feature_state_value: 'v',
    multivariate_feature_state_values: [],
    ...more,
  };
}

const NAMES = { project: { name: 'Shop' }, environment: { name: 'Live' } };
const prepare = (feature = {}) => prepareWebhooks(management, { value: 'v', ...feature }, NAMES);
const weightOf = ({ feature }: WebhookPlace, key: string, value: unknown, percentage: number) => ({
  id: expect.any(Number),
  multivariate_feature_option: { id: feature.optionIds.get(key), value },
  percentage_allocation: percentage,
});

function isSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const keys = Object.keys(value);
  const own = Array.isArray(value) || keys.join() === keys.toSorted().join();
  return own && Object.values(value).every(isSorted);
}

test('flag changed: environment and organisation webhooks → FLAG_UPDATED with both states, sorted, signed and numbered', async () => {
  const place = await prepare({ variants });
  await place.hook('environment', { secret: 's3cret' });
  await place.hook('organisation');
  management.sink.requests.length = 0;

  await place.send('PATCH', `${place.root}featurestates/${place.feature.stateId}/`, { enabled: false });

  const [request] = sunk('environment');
  const weights = [weightOf(place, 'a', 'red', 10), weightOf(place, 'b', 7, 20)];
  const state = (enabled: boolean) =>
    stateOf(place, 'Shop', 'Live', { enabled, multivariate_feature_state_values: weights });
  const event = JSON.parse(request!.body);
  expect(event).toEqual({
    event_type: 'FLAG_UPDATED',
    data: { changed_by: place.admin.email, timestamp: MOMENT, new_state: state(false), previous_state: state(true) },
  });
  expect([isSorted(event), JSON.stringify(event)]).toEqual([true, request!.body]);
  expect(sunk('environment')).toHaveLength(1);
  const { headers, body } = request!;
  const sign = (text: string) => createHmac('sha256', 's3cret').update(text).digest('hex');
  const [id, time] = [headers['x-halyard-delivery'], headers['x-halyard-timestamp']];
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'x-flagsmith-signature': sign(body),
    'x-halyard-signature': `v1=${sign(`${String(time)}.${String(id)}.${body}`)}`,
    'x-halyard-sequence': '1',
    'x-halyard-attempt': '1',
  });
  expect(sunk('organisation').map((one) => JSON.parse(one.body).event_type)).toEqual(
    expect.arrayContaining(['FLAG_UPDATED', 'AUDIT_LOG_CREATED']),
  );
  expect(sunk('organisation')[0]!.headers['x-flagsmith-signature']).toBeUndefined();
});

test('audit row: organisation webhook → AUDIT_LOG_CREATED with the row of the list; environment webhook → nothing', async () => {
  const place = await prepare();
  await place.hook('environment');
  await place.hook('organisation');
  management.sink.requests.length = 0;

  await place.send('POST', `/api/v1/projects/${place.scene.projectId}/tags/`, { label: 'a', color: '#123456' });

  const logs = await place.send('GET', `/api/v1/organisations/${place.scene.organisationId}/audit/?page_size=1`);
  expect(eventsOf(sunk('organisation'), 'AUDIT_LOG_CREATED')).toEqual((logs.body as { results: unknown[] }).results);
  expect(sunk('environment')).toEqual([]);
});

test('segment override: made, changed, deleted → FLAG_UPDATED twice and FLAG_DELETED, with the segment', async () => {
  const place = await prepare();
  await place.hook('environment');
  const segment = await place.segment('pro');
  const { root, feature, send } = place;

  await send('POST', `${root}features/${feature.id}/create-segment-override/`, {
    feature_segment: { segment },
    enabled: true,
    feature_state_value: { type: 'unicode', string_value: 'pro' },
  });
  const links = await send(
    'GET',
    `/api/v1/features/feature-segments/?environment=${place.scene.environmentId}&feature=${feature.id}`,
  );
  await send(
    'DELETE',
    `/api/v1/features/feature-segments/${(links.body as { results: { id: number }[] }).results[0]!.id}/`,
  );

  const state = stateOf(place, 'Shop', 'Live', {
    feature_segment: { segment: { id: segment, name: 'pro', description: null }, priority: 0 },
    feature_state_value: 'pro',
  });
  expect(sunk('environment').map(({ body }) => JSON.parse(body))).toEqual([
    { event_type: 'FLAG_UPDATED', data: { changed_by: place.admin.email, timestamp: MOMENT, new_state: state } },
    {
      event_type: 'FLAG_DELETED',
      data: { changed_by: place.admin.email, timestamp: MOMENT, new_state: null, previous_state: state },
    },
  ]);
});

test('identity override: deleted → FLAG_DELETED that names the identity', async () => {
  const place = await prepare();
  await place.hook('environment');
  const own = await addIdentityOverride(place.scene, place.feature, 'anna', { value: 'own' });

  await place.send('DELETE', `${place.root}identities/${own.identityId}/featurestates/${own.stateId}/`);

  expect(eventsOf(sunk('environment'), 'FLAG_DELETED')).toEqual([
    {
      changed_by: place.admin.email,
      timestamp: MOMENT,
      new_state: null,
      previous_state: stateOf(place, 'Shop', 'Live', {
        identity: own.identityId,
        identity_identifier: 'anna',
        feature_state_value: 'own',
      }),
    },
  ]);
});

test('feature: created and deleted → FLAG_UPDATED and FLAG_DELETED of each environment default', async () => {
  const place = await prepare();
  await addEnvironment(place.scene);
  await place.hook('organisation');
  const features = `/api/v1/projects/${place.scene.projectId}/features/`;
  management.sink.requests.length = 0;

  const made = (await place.send('POST', features, { name: 'fresh', initial_value: 'x' })).body as { id: number };
  await place.send('DELETE', `${features}${made.id}/`);

  const told = (type: string) => eventsOf(sunk('organisation'), type);
  expect(told('FLAG_UPDATED').map((data) => [data.new_state?.feature.id, 'previous_state' in data])).toEqual([
    [made.id, false],
    [made.id, false],
  ]);
  expect(told('FLAG_DELETED').map((data) => [data.new_state, data.previous_state?.feature_state_value])).toEqual([
    [null, 'x'],
    [null, 'x'],
  ]);
});

test('version published: → NEW_VERSION_PUBLISHED, and FLAG_UPDATED for the state that changed alone', async () => {
  const place = await prepareWebhooks(
    management,
    { value: 'v' },
    { ...NAMES, environment: { ...NAMES.environment, useV2FeatureVersioning: true } },
  );
  const { feature, send, admin, scene } = place;
  const segment = await place.segment('pro');
  const body = (value: string) => ({
    feature: { id: feature.id },
    environment_default: { enabled: true, value: { type: 'string', value } },
    segment_overrides: [{ segment_id: segment, priority: 0, enabled: true, value: { type: 'string', value: 'pro' } }],
  });
  const path = `/api/experiments/environments/${scene.clientKey}/update-flag-v2/`;
  expect((await send('POST', path, body('v'))).status).toBe(204);
  await place.hook('environment');
  management.sink.requests.length = 0;

  expect((await send('POST', path, body('w'))).status).toBe(204);

  expect(eventsOf(sunk('environment'), 'NEW_VERSION_PUBLISHED')).toEqual([
    {
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      feature: { id: feature.id, name: 'checkout' },
      published_by: { id: admin.id, email: admin.email },
      feature_states: [
        { enabled: true, value: 'w', multivariate_feature_state_values: [] },
        { enabled: true, value: 'pro', multivariate_feature_state_values: [] },
      ],
    },
  ]);
  const changed = eventsOf(sunk('environment'), 'FLAG_UPDATED');
  expect(
    changed.map((data) => [data.previous_state?.feature_state_value, data.new_state?.feature_state_value]),
  ).toEqual([['v', 'w']]);
});

test('webhooks that are switched off, of another environment or another organisation → told nothing', async () => {
  const place = await prepare();
  const other = await prepare();
  await other.hook('environment');
  await other.hook('organisation');
  await place.hook('environment', { enabled: false });
  await place.hook('organisation', { enabled: false });
  const sibling = await addEnvironment(place.scene);
  await place.send('POST', `/api/v1/environments/${sibling.clientKey}/webhooks/`, {
    url: `${management.sink.url}/environment`,
  });
  management.sink.requests.length = 0;

  await place.send('PATCH', `${place.root}featurestates/${place.feature.stateId}/`, { enabled: false });

  expect(management.sink.requests).toEqual([]);
});

test('DISABLE_WEBHOOKS is on → nobody is told', async () => {
  const place = await prepare();
  await place.hook('organisation');
  management.sink.requests.length = 0;
  const { setting } = management.ports;
  management.ports.setting = (name) => (name === 'DISABLE_WEBHOOKS' ? 'true' : setting(name));

  await place.send('PATCH', `${place.root}featurestates/${place.feature.stateId}/`, { enabled: false });

  management.ports.setting = setting;
  await sweepDeliveries(management.ports, 300);
  expect(management.sink.requests).toEqual([]);
});

test('flag changed: but not published yet → told once it is; audit rows do not wait', async () => {
  const place = await prepare();
  await place.hook('environment');
  await place.hook('organisation');
  management.sink.requests.length = 0;
  management.isPublishing = false;

  await place.send('PATCH', `${place.root}featurestates/${place.feature.stateId}/`, { enabled: false });
  await sweepDeliveries(management.ports, 1_000);
  expect(management.sink.requests.map(({ body }) => JSON.parse(body).event_type)).toEqual(['AUDIT_LOG_CREATED']);

  await publish(management, place.scene.environmentId);
  await sweepDeliveries(management.ports, 1_000);
  expect(eventsOf(sunk('environment'), 'FLAG_UPDATED')).toHaveLength(1);
  expect(eventsOf(sunk('organisation'), 'FLAG_UPDATED')).toHaveLength(1);
});

test('scheduled change: told when it has gone live, once, with what was live until then', async () => {
  const place = await prepare();
  const { root, feature, send, scene } = place;
  await place.hook('environment');
  const state = `${root}featurestates/${feature.stateId}/`;
  const live = new Date(Date.now() + 3_600_000);
  await send('PATCH', state, { feature_state_value: 'later', live_from: live.toISOString() });
  expect(sunk('environment')).toEqual([]);
  await send('PATCH', state, { feature_state_value: 'meanwhile' });
  management.sink.requests.length = 0;

  await releaseScheduledEvents(management.ports);
  expect(await countRows('webhook_deliveries', scene.environmentId)).toBe(1);
  for (const table of ['feature_states', 'outbox', 'scheduled_flag_events']) {
    const column = table === 'feature_states' ? 'live_from' : 'due_at';
    await management.pool.query(
      `update ${table} set ${column} = ${column} - interval '1 hour' where environment_id = $1 and ${column} > now()`,
      [scene.environmentId],
    );
  }
  await releaseScheduledEvents(management.ports);
  expect(await countRows('webhook_deliveries', scene.environmentId)).toBe(1);
  await publish(management, scene.environmentId);
  await Promise.all([1, 2, 3].map(() => releaseScheduledEvents(management.ports)));
  await sweepDeliveries(management.ports, 1_000);

  const events = eventsOf(sunk('environment'), 'FLAG_UPDATED');
  expect(
    events.map((data) => [
      data.changed_by,
      data.previous_state?.feature_state_value,
      data.new_state?.feature_state_value,
    ]),
  ).toEqual([[place.admin.email, 'meanwhile', 'later']]);
});

test('scheduled segment override, deleted before its time → told to nobody', async () => {
  const place = await prepare();
  const segment = await place.segment('pro');
  await addSegmentOverride(place.scene, place.feature, segment, { value: 'pro' });
  await place.hook('environment');

  await place.send('PATCH', `${place.root}featurestates/${place.feature.stateId}/`, {
    enabled: false,
    live_from: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await management.pool.query(
    'update feature_states set deleted_at = now() where environment_id = $1 and live_from > now()',
    [place.scene.environmentId],
  );
  await management.pool.query('delete from outbox where environment_id = $1', [place.scene.environmentId]);
  await management.pool.query('update scheduled_flag_events set due_at = now() where environment_id = $1', [
    place.scene.environmentId,
  ]);
  await releaseScheduledEvents(management.ports);

  expect(await countRows('webhook_deliveries', place.scene.environmentId)).toBe(0);
  expect(await countRows('scheduled_flag_events', place.scene.environmentId)).toBe(0);
});

async function countRows(table: string, environmentId: number): Promise<number> {
  const { rows } = await management.pool.query(`select count(*)::int as n from ${table} where environment_id = $1`, [
    environmentId,
  ]);
  return rows[0].n;
}
