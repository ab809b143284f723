import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../../scripts/local/project.ts';
import { OPERATIONS } from '../../operations.ts';
import { addFeature, type SceneFeature } from '../../testing/fixtures/scene-features.ts';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { openSink, type Sink, type SunkRequest } from '../../testing/fixtures/sink.ts';
import {
  callApi,
  configureSystem,
  integrationsPath,
  sinkVariables,
  type SystemPlace,
} from '../../testing/integrations/configure-system.ts';
import { formsOf, SYSTEMS, type System } from '../../testing/integrations/systems.ts';
import { toSystemTable, type SystemFindings } from '../../testing/integrations/system-table.ts';
import { fillPath } from '../../testing/isolation/requests.ts';
import { createMember, type Person } from '../../testing/management/people.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

const PAGE = join(ROOT, 'docs', 'integrations.md');
const CHANNEL = '/slack/chat.postMessage';

let sink: Sink;
let server: TestServer;
let scene: Scene;
let admin: Person;
let feature: SceneFeature;
const logged: string[] = [];
/** Systems that refuse the next request. */
const failing = new Set<string>();
/** Requests that were refused, by kind. */
const refused = new Map<string, SunkRequest>();
const ids = new Map<string, number>();
const received = new Map<string, number>();

beforeAll(async () => {
  sink = await openSink();
  sink.answer = answer;
  server = await startTestServer({
    variables: sinkVariables(sink),
    log: (_, message) => logged.push(message),
  });
  scene = await createScene(server.db);
  admin = await createMember(server.db, scene.organisationId, 'ADMIN');
  feature = await addFeature(scene, 'checkout', { value: 'v', enabled: true });
});
afterAll(async () => {
  await server.stop();
  await sink.close();
});

const isEvent = ({ path }: SunkRequest) => !path.startsWith('/slack/') || path === CHANNEL;
const requestsOf = ({ kind }: Pick<System, 'kind'>) =>
  sink.requests.filter((request) => request.path.startsWith(`/${kind}/`) && isEvent(request));
const idOf = ({ headers }: SunkRequest) => headers['x-halyard-delivery'];

/** As a careless receiver does it: what it got stands in what it says. */
const answer: Sink['answer'] = (request, response) => {
  const kind = request.path.split('/')[1] ?? '';
  const echo = JSON.stringify(request);
  if (isEvent(request) && failing.delete(kind)) {
    refused.set(kind, request);
    response.statusCode = 503;
    response.end(echo);
    return;
  }
  const token = { access_token: secretOf('slack'), channels: [], echo };
  response.end(kind === 'slack' ? JSON.stringify({ ok: true, ...(isEvent(request) ? { echo } : token) }) : echo);
};
const secretOf = (of: string) => SYSTEMS.find(({ kind }) => kind === of)?.secret ?? '';

const place = (): SystemPlace => ({ server, sink, ...scene, authorization: admin.authorization });
const call = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  callApi(place(), method, path, { headers, ...(body === undefined ? {} : { body }) });

async function sendTest(system: System): Promise<boolean> {
  const middle = system.kind === 'slack' ? 'slack/' : '';
  const tested = await call(
    'POST',
    `${integrationsPath(place(), system.scope)}${middle}${ids.get(system.kind)}/test/`,
    {},
  );
  const [request] = requestsOf(system);
  return tested.text.includes('"passed":true') && request !== undefined && system.shows(request, system.secret);
}

/** A change and identities, until every system has refused something; then until every refused request came again. */
async function makeEvents(): Promise<void> {
  for (const { kind } of SYSTEMS) failing.add(kind);
  for (const system of SYSTEMS) received.set(system.kind, requestsOf(system).length);
  await call('PATCH', `/api/v1/environments/${scene.clientKey}/featurestates/${feature.stateId}/`, { enabled: false });
  let turn = 0;
  const send = async () => {
    turn += 1;
    const body = { identifier: `ada-${turn}`, traits: [{ trait_key: 'plan', trait_value: 'beta' }] };
    await call('POST', '/api/v1/identities/', body, { 'x-environment-key': scene.clientKey });
    await server.fireCron();
    return failing.size;
  };
  await expect.poll(send, { timeout: 30_000, interval: 500 }).toBe(0);
  const retry = async () => {
    await server.db.query(
      `update webhook_deliveries set next_attempt_at = now() where state = 'pending' and lease_id is null`,
    );
    await server.db.query('update delivery_receivers set resume_at = null');
    await server.fireCron();
    return SYSTEMS.filter((system) => !isRetried(system)).map(({ kind }) => kind);
  };
  await expect.poll(retry, { timeout: 30_000, interval: 500 }).toEqual([]);
}

function isTold(system: System): boolean {
  const events = requestsOf(system).slice(received.get(system.kind));
  return events.length > 0 && events.every((one) => system.shows(one, system.secret));
}

function isRetried(system: System): boolean {
  const first = refused.get(system.kind);
  const again = requestsOf(system).filter((request) => first !== undefined && idOf(request) === idOf(first));
  return again.length >= 2 && again.every(({ body }) => body === first?.body);
}

/** The texts of every route that only reads, for each integration and each delivery that there is, and of the exports. */
async function readEverything(): Promise<{ path: string; status: number; text: string }[]> {
  const { rows } = await server.db.query<{ id: number; integration: number; scope: string; kind: string }>(
    `select coalesce(d.id, 0)::int as id, i.id::int as integration, i.scope, i.kind from integrations i
     left join delivery_receivers r on r.integration_id = i.id left join webhook_deliveries d on d.receiver_id = r.id`,
  );
  const fixed = {
    organisation: scene.organisationId,
    project: scene.projectId,
    environment: scene.clientKey,
    'environment-id': scene.environmentId,
    feature: feature.id,
    'feature-state': feature.stateId,
    user: admin.id,
    'slack-environment': ids.get('slack') ?? 0,
    ...Object.fromEntries(rows.map(({ integration, scope, kind }) => [`${scope}-${kind}`, integration])),
  };
  const paths = new Set<string>();
  for (const operation of OPERATIONS.filter(({ methods }) => methods.includes('GET'))) {
    const all = operation.path.includes('/integrations/{id}/') ? rows : rows.slice(0, 1);
    for (const row of all) {
      const named = { [`${row.scope}-grafana`]: row.integration, [`${row.scope}-integration-delivery`]: row.id };
      const found = Object.entries({ ...fixed, ...named }).map(([kind, id]) => [kind, String(id)]);
      paths.add(fillPath(operation, () => ({ ids: Object.fromEntries(found) }) as never));
    }
  }
  const keyed = ['flags/', 'identities/?identifier=ada-1', 'environment-document/'].map((path) => `/api/v1/${path}`);
  const texts = [];
  for (const path of [...paths, ...keyed]) {
    const key = path.includes('document') ? scene.serverKey : scene.clientKey;
    const { status, text } = await call('GET', path, undefined, { 'x-environment-key': key });
    texts.push({ path, status, text });
  }
  const exported = await call('POST', `/api/v1/organisations/${scene.organisationId}/export/`, {});
  return [...texts, { path: 'export/', status: exported.status, text: exported.text }];
}

test('every system: set up, tried, told of what happens, told again after a failure, its secret in no answer', async () => {
  const found = new Map<string, Pick<SystemFindings, 'configured' | 'test'>>();
  for (const system of SYSTEMS) {
    ids.set(system.kind, await configureSystem(place(), system));
    found.set(system.kind, { configured: true, test: await sendTest(system) });
  }
  await makeEvents();
  const answers = await readEverything();
  const read = answers.filter(({ status }) => status === 200);
  // Each system's own list and row, and its log of deliveries.
  expect(read.filter(({ path }) => path.includes('/integrations/')).length).toBeGreaterThan(SYSTEMS.length * 3);
  expect(read.find(({ path }) => path === 'export/')?.text).toContain('checkout');
  const lines = logged.map((text) => ({ path: 'log', text }));
  const leaks = SYSTEMS.map(({ kind, secret }) => ({
    kind,
    at: [...answers, ...lines].filter(({ text }) => formsOf(secret).some((form) => text.includes(form))),
  }));
  expect(leaks.flatMap(({ kind, at }) => at.map(({ path }) => `${kind}: ${path}`))).toEqual([]);
  const table = toSystemTable(
    SYSTEMS.map((system) => ({
      name: system.name,
      configured: found.get(system.kind)?.configured ?? false,
      test: found.get(system.kind)?.test ?? false,
      event: isTold(system),
      retried: isRetried(system),
      hidden: leaks.every(({ kind, at }) => kind !== system.kind || at.length === 0),
    })),
  );
  process.stdout.write(`${read.length} of ${answers.length} routes answered\n${table}`);
  expect(table).not.toContain('NO');
  expect(readFileSync(PAGE, 'utf8')).toContain(table);
}, 120_000);
