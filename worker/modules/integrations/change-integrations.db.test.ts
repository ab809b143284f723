import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addSegment, whereTrait } from '../../testing/fixtures/scene-features.ts';
import { createMember } from '../../testing/management/people.ts';
import {
  makeDue,
  openWebhookManagement,
  prepareWebhooks,
  publish,
  type WebhookManagement,
  type WebhookPlace,
} from '../../testing/management/webhook-place.ts';
import { sweepDeliveries } from '../deliveries/deliver.service.ts';

let management: WebhookManagement;
beforeAll(async () => {
  management = await openWebhookManagement();
});
afterAll(() => management.close());
beforeEach(() => {
  management.sink.requests.length = 0;
  management.sink.answer = null;
  management.isPublishing = true;
});

const NAMES = { project: { name: 'Shop' }, environment: { name: 'Live' } };
const KEY = 'top-secret-key';

/** Each kind that is told of changes: where it is set up, with what, and what it is then sent to. */
const KINDS = [
  { kind: 'datadog', scope: 'project', more: {}, path: `/base/api/v1/events?api_key=${KEY}`, headers: {} },
  {
    kind: 'new-relic',
    scope: 'project',
    more: { app_id: '42' },
    path: '/base/v2/applications/42/deployments.json',
    headers: { 'x-api-key': KEY },
  },
  {
    kind: 'dynatrace',
    scope: 'environment',
    more: { entity_selector: 'type(APPLICATION)' },
    path: `/base/api/v2/events/ingest?api-token=${KEY}`,
    headers: {},
  },
  {
    kind: 'grafana',
    scope: 'project',
    more: {},
    path: '/base/api/annotations',
    headers: { authorization: `Bearer ${KEY}` },
  },
  { kind: 'grafana', scope: 'environment', more: {}, path: '/base/api/annotations', headers: {} },
  { kind: 'grafana', scope: 'organisation', more: {}, path: '/base/api/annotations', headers: {} },
] as const;

type Kind = { kind: string; scope: string; more: object };

function rootOf({ scene }: WebhookPlace, scope: string): string {
  const at = { organisation: scene.organisationId, project: scene.projectId, environment: scene.clientKey }[scope];
  return `/api/v1/${scope}s/${at}/integrations/`;
}

async function configure(place: WebhookPlace, { kind, scope, more }: Kind, base = '/base/'): Promise<number> {
  const body = { base_url: `${management.sink.url}${base}`, api_key: KEY, ...more };
  const made = await place.send('POST', `${rootOf(place, scope)}${kind}/`, body);
  expect([made.status, made.body]).toMatchObject([201, { api_key: '********' }]);
  return (made.body as { id: number }).id;
}

const turnOff = (place: WebhookPlace) =>
  place.send('PATCH', `${place.root}featurestates/${place.feature.stateId}/`, { enabled: false });
const LOG = 'Flag state updated for feature: checkout';

test.each(KINDS)(
  '$kind of the $scope: a flag is changed → one request in the form that $kind takes, to its address with its key',
  async ({ path, headers, ...kind }) => {
    const place = await prepareWebhooks(management, { value: 'v' }, NAMES);
    const by = place.admin.email;
    await configure(place, kind);
    const before = Date.now();
    expect((await turnOff(place)).status).toBe(200);

    const [request, ...others] = management.sink.requests;
    expect(others).toEqual([]);
    expect(request).toMatchObject({ path, headers: { 'content-type': 'application/json', ...headers } });
    const body = JSON.parse(request?.body ?? '') as { text?: string; time?: number };
    const log = kind.kind === 'grafana' ? body.text : undefined;
    const audit = await management.pool.query<{ log: string }>(
      `select log from audit_logs where project_id = $1 and related_object_type in ('FEATURE_STATE', 'FEATURE') order by id desc limit 1`,
      [place.scene.projectId],
    );
    const written = audit.rows[0]?.log ?? LOG;
    const sentence = `${written} by user ${by}`;
    const expected = {
      datadog: { text: sentence, title: 'Flagsmith Feature Flag Event', tags: ['env:Live'] },
      'new-relic': {
        deployment: { revision: 'env:Live', changelog: sentence, description: 'Flagsmith Feature Flag Event' },
      },
      dynatrace: {
        title: 'Flagsmith flag change.',
        eventType: 'CUSTOM_DEPLOYMENT',
        properties: {
          event: sentence,
          environment: 'Live',
          'dt.event.deployment.name': 'Flagsmith Deployment - Flag Changed: checkout',
        },
        entitySelector: 'type(APPLICATION)',
      },
      grafana: {
        tags: ['flagsmith', 'project:Shop', 'environment:Live', `by:${by}`, 'feature:checkout', 'flag:disabled'],
        text: log,
        time: body.time,
        timeEnd: body.time,
      },
    }[kind.kind];
    expect(request?.body).toBe(JSON.stringify(expected));
    if (kind.kind === 'grafana') {
      expect(body.text).toBe(written);
      expect(body.time).toBeGreaterThanOrEqual(before - 1);
      expect(body.time).toBeLessThanOrEqual(Date.now() + 1);
    }
  },
);

test('Datadog with a source of its own → it is named', async () => {
  const place = await prepareWebhooks(management, {}, NAMES);
  await configure(place, { kind: 'datadog', scope: 'project', more: { use_custom_source: true } });
  await turnOff(place);
  expect(JSON.parse(management.sink.requests[0]?.body ?? '')).toMatchObject({ source_type_name: 'flagsmith' });
});

test('Sentry: a state changes, comes and goes → one signed entry each, of exactly the bytes that are signed', async () => {
  const place = await prepareWebhooks(management, { value: 'v' }, NAMES);
  const body = { webhook_url: `${management.sink.url}/sentry`, secret: 'a-long-secret' };
  const made = await place.send('POST', `${rootOf(place, 'environment')}sentry/`, body);
  expect(made).toMatchObject({ status: 201, body: { webhook_url: body.webhook_url, secret: '********' } });
  await turnOff(place);
  const [request] = management.sink.requests;
  const entry = {
    action: 'updated',
    change_id: String(place.feature.stateId),
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
    created_by: { id: place.admin.email, type: 'email' },
    flag: 'checkout',
  };
  expect(request?.path).toBe('/sentry');
  expect(JSON.parse(request?.body ?? '')).toEqual({ data: [entry], meta: { version: 1 } });
  expect(request?.body).toMatch(/^\{"data":\[\{"action":"updated","change_id":"\d+","created_at":/);
  const signature = createHmac('sha256', 'a-long-secret')
    .update(request?.body ?? '')
    .digest('hex');
  expect(request?.headers['x-sentry-signature']).toBe(signature);

  management.sink.requests.length = 0;
  const features = `/api/v1/projects/${place.scene.projectId}/features/`;
  const fresh = await place.send('POST', features, { name: 'fresh' });
  await place.send('DELETE', `${features}${(fresh.body as { id: number }).id}/`);
  const told = management.sink.requests.map(({ body }) => (JSON.parse(body) as { data: [object] }).data[0]);
  expect(told).toMatchObject([
    { action: 'created', flag: 'fresh' },
    { action: 'deleted', flag: 'fresh' },
  ]);
});

test('one kind at the project and the organisation → only the one of the project is told', async () => {
  const place = await prepareWebhooks(management, {}, NAMES);
  await configure(place, { kind: 'grafana', scope: 'organisation', more: {} }, '/organisation');
  await configure(place, { kind: 'grafana', scope: 'environment', more: {} }, '/environment');
  await configure(place, { kind: 'grafana', scope: 'project', more: {} }, '/project');
  await turnOff(place);
  expect(management.sink.requests.map(({ path }) => path)).toEqual(['/project/api/annotations']);
});

test('a segment is changed: → its name; what concerns neither flags nor segments → nobody is told', async () => {
  const place = await prepareWebhooks(management, {}, NAMES);
  await configure(place, { kind: 'grafana', scope: 'project', more: {} });
  const segmentId = await addSegment(place.scene, 'beta', whereTrait('a', 'b'));
  const path = `/api/v1/projects/${place.scene.projectId}/`;
  expect((await place.send('PATCH', `${path}segments/${segmentId}/`, { description: 'changed' })).status).toBe(200);
  expect((await place.send('PATCH', path, { name: 'Shop 2' })).status).toBe(200);
  expect(management.sink.requests).toHaveLength(1);
  const { tags } = JSON.parse(management.sink.requests[0]?.body ?? '') as { tags: string[] };
  expect(tags).toContain('segment:beta');
  expect(tags).toContain('environment:unknown');
});

test('the change is not published yet → told afterwards; the receiver fails → told again until it takes it, with the same id', async () => {
  const place = await prepareWebhooks(management, {}, NAMES);
  await configure(place, { kind: 'datadog', scope: 'project', more: {} });
  management.isPublishing = false;
  await turnOff(place);
  expect(management.sink.requests).toEqual([]);
  await publish(management, place.scene.environmentId);
  management.sink.answer = (_, response) => {
    response.statusCode = 503;
    response.end();
  };
  await sweepDeliveries(management.ports, 500);
  await makeDue(management);
  management.sink.answer = null;
  await sweepDeliveries(management.ports, 500);
  const ids = management.sink.requests.map(({ headers }) => headers['x-halyard-delivery']);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test('deliveries: the administrator sees body and reply, not the key, and sends one again; others see nothing', async () => {
  const place = await prepareWebhooks(management, {}, NAMES);
  const id = await configure(place, { kind: 'datadog', scope: 'project', more: {} });
  await turnOff(place);
  const list = `${rootOf(place, 'project')}${id}/deliveries/`;
  const page = await place.send('GET', list);
  expect(page).toMatchObject({ status: 200, body: { count: 1, results: [{ state: 'delivered', last_status: 200 }] } });
  const [{ id: deliveryId }] = (page.body as { results: [{ id: number }] }).results;
  const shown = await place.send('GET', `${list}${deliveryId}/`);
  expect(JSON.stringify([page.body, shown.body])).not.toContain(KEY);
  expect((await place.send('POST', `${list}${deliveryId}/replay/`)).status).toBe(200);
  await expect.poll(() => management.sink.requests.length).toBe(2);
  const member = await createMember(management.pool, place.scene.organisationId, 'USER');
  expect((await management.call('GET', list, { as: member.authorization })).status).toBe(403);
});

test('the address leads to a private network, where that is not allowed → refused for good, and nothing is sent', async () => {
  const place = await prepareWebhooks(management, {}, NAMES);
  const id = await configure(place, { kind: 'datadog', scope: 'project', more: {} });
  const { outbound } = management.ports;
  const { openOutbound } = await import('../../platform/outbound.ts');
  management.ports.outbound = openOutbound({ allowHttp: true, allowPrivate: false, timeoutMs: 400 });
  try {
    await turnOff(place);
    const page = await place.send('GET', `${rootOf(place, 'project')}${id}/deliveries/`);
    expect(page.body).toMatchObject({ results: [{ state: 'failed', last_status: null }] });
    expect(management.sink.requests).toEqual([]);
  } finally {
    management.ports.outbound = outbound;
  }
});
