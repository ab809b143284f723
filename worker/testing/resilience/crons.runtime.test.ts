import { afterAll, beforeAll, expect, test } from 'vitest';
import { CRONS } from '../../crons.ts';
import { addFeature } from '../fixtures/scene-features.ts';
import { createScene, type Scene } from '../fixtures/scene.ts';
import { openSink, type Sink } from '../fixtures/sink.ts';
import { createMember, type Person } from '../management/people.ts';
import { openMailDouble } from '../runtime/mail-double.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';
import { countLandedEvaluations } from './ledger.ts';

const HOUR_MS = 3_600_000;

let sink: Sink;
let server: TestServer;
const mail = openMailDouble();

beforeAll(async () => {
  sink = await openSink();
  server = await startTestServer({
    doubles: mail.doubles,
    variables: { TELEMETRY_URL: `${sink.url}/telemetry`, ALLOW_PRIVATE_DESTINATIONS: 'true' },
  });
});
afterAll(async () => {
  await server.stop();
  await sink.close();
});

const refuse: Sink['answer'] = (_, response) => response.writeHead(500).end();

async function send(person: Person, method: string, path: string, body: object): Promise<number> {
  const headers = { authorization: person.authorization, 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/api/v1/${path}`, { method, headers, body: JSON.stringify(body) });
  await answer.arrayBuffer();
  return answer.status;
}

/** Something for every sweep: a change that nobody announced, a mail and a delivery that failed once, counts, an old row, a report. */
async function leaveWork(): Promise<Scene> {
  const scene = await createScene(server.db);
  const { stateId } = await addFeature(scene, 'one', { value: 'before' });
  const admin = await createMember(server.db, scene.organisationId, 'ADMIN', { passwordHash: 'x' });
  mail.state = 'fails';
  sink.answer = refuse;
  const root = `environments/${scene.clientKey}`;
  expect(await send(admin, 'POST', `${root}/webhooks/`, { url: `${sink.url}/hook` })).toBe(201);
  expect(await send(admin, 'PATCH', `${root}/featurestates/${stateId}/`, { feature_state_value: 'told' })).toBe(200);
  expect(await send(admin, 'POST', 'auth/users/reset_password/', { email: admin.email })).toBe(204);
  const headers = { 'x-environment-key': scene.clientKey, 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ one: 3 }) };
  expect((await fetch(`${server.url}/api/v1/analytics/flags/`, init)).status).toBe(200);
  const count = async (from: string) => (await server.db.query(`select count(*)::int as n from ${from}`)).rows[0].n;
  await expect.poll(() => count('mails where attempts = 1 and sent_at is null')).toBe(1);
  await expect
    .poll(() => count(`webhook_deliveries where attempts = 1 and lease_id is null and state = 'pending'`))
    .toBe(1);

  await server.db.query(`update feature_state_values set string_value = 'unannounced' where feature_state_id = $1`, [
    stateId,
  ]);
  await server.db.query(`select touch_environment($1, 'test', now() - interval '1 minute')`, [scene.environmentId]);
  await server.db.query(`update mails set due_at = now() - interval '1 second' where sent_at is null`);
  await server.db.query(`update webhook_deliveries set next_attempt_at = now() where state = 'pending'`);
  await server.db.query('update delivery_receivers set resume_at = null, failures = 0');
  await server.db.query("update telemetry_turns set taken_at = taken_at - interval '9 hours'");
  await server.db.query(
    `insert into applied_batches (id, applied_at) values ('old', now() - interval '40 days') on conflict do nothing`,
  );
  mail.state = 'carries';
  mail.carried.length = 0;
  sink.answer = null;
  sink.requests.length = 0;
  return scene;
}

/** What is left to do, and what has come of it. Asks for no flags: a publisher that is asked looks for changes by itself. */
async function readWork(scene: Scene) {
  const { rows } = await server.db.query(
    `select (select count(*)::int from mails where sent_at is null) as unsent,
       (select count(*)::int from webhook_deliveries where state <> 'delivered') as undelivered,
       (select count(*)::int from applied_batches where id = 'old') as old,
       (select count(*)::int from outbox where environment_id = $1) as outbox`,
    [scene.environmentId],
  );
  return {
    ...(rows[0] as object),
    mails: mail.carried.length,
    deliveries: sink.requests.filter(({ path }) => path === '/hook').length,
    reports: sink.requests.filter(({ path }) => path === '/telemetry').length,
    counted: await countLandedEvaluations(server.db, scene.environmentId),
  };
}

async function readServed(scene: Scene): Promise<unknown> {
  const headers = { 'x-environment-key': scene.clientKey };
  const answer = await fetch(`${server.url}/api/v1/flags/?feature=one`, { headers });
  return ((await answer.json()) as { feature_state_value: unknown }).feature_state_value;
}

const LEFT = { outbox: 1, unsent: 1, undelivered: 1, old: 1, mails: 0, deliveries: 0, reports: 0, counted: 0 };
const DONE = { outbox: 0, unsent: 0, undelivered: 0, old: 0, mails: 1, deliveries: 1, reports: 1, counted: 3 };

test.each([
  ['once', [0]],
  ['once, three hours late', [-3 * HOUR_MS]],
  ['twice at once with the same time', [0, 0]],
  ['five times at once, with times an hour early and late', [0, HOUR_MS, -HOUR_MS, 0, HOUR_MS]],
])('crons fired %s → the same: all is published, carried, delivered, counted and removed once', async (_, skews) => {
  const scene = await leaveWork();
  expect(await readWork(scene)).toEqual(LEFT);

  const fired = Object.keys(CRONS).flatMap((cron) =>
    skews.map((skew) => server.fireCron(cron, new Date(Date.now() + skew))),
  );
  expect((await Promise.all(fired)).map(({ outcome }) => outcome)).toEqual(fired.map(() => 'ok'));

  await expect.poll(() => readWork(scene), { timeout: 10_000, interval: 200 }).toEqual(DONE);
  await expect.poll(() => readServed(scene), { timeout: 5_000 }).toBe('unannounced');
});
