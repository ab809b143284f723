import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Delivery, DeliveryDetail } from '../../contract/deliveries.ts';
import { openOutbound } from '../../platform/outbound.ts';
import { createEnvironmentMember } from '../../testing/management/flag-place.ts';
import { openSink } from '../../testing/fixtures/sink.ts';
import {
  makeDue,
  openWebhookManagement,
  prepareWebhooks,
  type WebhookManagement,
  type WebhookPlace,
} from '../../testing/management/webhook-place.ts';
import { sweepMails } from '../mails/mails.service.ts';
import { deliverDue, sweepDeliveries } from './deliver.service.ts';
import { claimDeliveries, settleDelivery } from './lease.queries.ts';

let management: WebhookManagement;
beforeAll(async () => {
  management = await openWebhookManagement();
});
afterAll(() => management.close());
beforeEach(() => {
  management.sink.requests.length = 0;
  management.sink.answer = null;
});

const answerWith = (status: number, headers: Record<string, string> = {}) => {
  management.sink.answer = (_request, response) => {
    response.writeHead(status, headers).end('no');
  };
};
const flip = ({ send, root, feature }: WebhookPlace, value: string) =>
  send('PATCH', `${root}featurestates/${feature.stateId}/`, { feature_state_value: value });

async function prepare() {
  const place = await prepareWebhooks(management);
  const id = await place.hook('environment');
  const path = place.deliveries('environment', id);
  const list = async (query = '') => ((await place.send('GET', path + query)).body as { results: Delivery[] }).results;
  const detail = async () => {
    const [newest] = await list();
    return (await place.send('GET', `${path}${newest!.id}/`)).body as DeliveryDetail;
  };
  return { ...place, id, path, list, detail };
}

test('delivery: refused with 500, cut off, redirected, silent, then taken → one delivery, five requests, one id, one body', async () => {
  const place = await prepare();
  const answers: Parameters<NonNullable<typeof management.sink.answer>>[1][] = [];
  management.sink.answer = (_request, response) => {
    const step = answers.push(response);
    if (step === 1) response.writeHead(500).end('broken');
    else if (step === 2) response.destroy();
    else if (step === 3) response.writeHead(302, { location: '/elsewhere' }).end();
    else if (step > 4) response.end('taken');
  };
  await flip(place, 'a');
  expect(await place.list()).toMatchObject([{ state: 'pending', attempts: 1, last_status: 500 }]);
  expect(await place.detail()).toMatchObject({ last_response: 'broken', last_error: 'It answered 500.' });

  for (let step = 2; step <= 5; step += 1) {
    await makeDue(management);
    await sweepDeliveries(management.ports, 300);
  }

  const { requests } = management.sink;
  expect(requests.map(({ path }) => path)).toEqual(Array.from({ length: 5 }, () => '/environment'));
  expect(new Set(requests.map(({ headers, body }) => `${String(headers['x-halyard-delivery'])} ${body}`)).size).toBe(1);
  expect(requests.map(({ headers }) => headers['x-halyard-attempt'])).toEqual(['1', '2', '3', '4', '5']);
  expect(await place.detail()).toMatchObject({
    state: 'delivered',
    attempts: 5,
    last_status: 200,
    last_error: null,
    next_attempt_at: null,
    uuid: requests[0]!.headers['x-halyard-delivery'],
    body: requests[0]!.body,
  });
});

test('delivery: 503 with Retry-After → nothing is sent to the receiver before that', async () => {
  const place = await prepare();
  answerWith(503, { 'retry-after': '120' });
  await flip(place, 'a');

  const [row] = await place.list();
  const wait = Date.parse(row!.next_attempt_at!) - Date.now();
  expect([wait > 110_000, wait < 121_000]).toEqual([true, true]);

  await flip(place, 'b');
  await sweepDeliveries(management.ports, 300);
  expect(management.sink.requests).toHaveLength(1);
});

test('delivery: 404 → failed at once; replayed → sent again with the same id', async () => {
  const place = await prepare();
  answerWith(404);
  await flip(place, 'a');
  const [row] = await place.list('?state=failed');
  expect(row).toMatchObject({ state: 'failed', attempts: 1, last_status: 404, next_attempt_at: null });
  management.sink.answer = null;

  const replayed = await place.send('POST', `${place.path}${row!.id}/replay/`);

  expect([replayed.status, replayed.body]).toMatchObject([200, { id: row!.id, state: 'pending' }]);
  expect(await place.list()).toMatchObject([{ id: row!.id, state: 'delivered', attempts: 1 }]);
  const ids = management.sink.requests.map(({ headers }) => headers['x-halyard-delivery']);
  expect(ids).toEqual([row!.uuid, row!.uuid]);
});

test('replay of all: failed ones are sent again, others not; one that is pending cannot be → 409', async () => {
  const place = await prepare();
  await flip(place, 'a');
  answerWith(410);
  for (const value of ['b', 'c', 'd']) await flip(place, value);
  answerWith(500);
  await flip(place, 'e');
  const [pending] = await place.list('?state=pending');
  expect((await place.send('POST', `${place.path}${pending!.id}/replay/`)).status).toBe(409);
  management.sink.answer = null;
  management.sink.requests.length = 0;

  const answer = await place.send('POST', `${place.path}replay/`);

  expect([answer.status, answer.body]).toEqual([200, { replayed: 3 }]);
  expect(new Set(management.sink.requests.map(({ headers }) => headers['x-halyard-sequence']))).toEqual(
    new Set(['2', '3', '4']),
  );
  expect((await place.list()).map(({ state }) => state)).toEqual([
    'pending',
    ...Array.from({ length: 4 }, () => 'delivered'),
  ]);
});

test('delivery: three days without success → one last attempt, then failed; its administrator can replay it', async () => {
  const place = await prepare();
  answerWith(500);
  await flip(place, 'a');
  await management.pool.query(
    `update webhook_deliveries set retry_until = now() - interval '1 minute' where state = 'pending'`,
  );
  await makeDue(management);
  await sweepDeliveries(management.ports, 300);
  expect(await place.list()).toMatchObject([{ state: 'failed', attempts: 2 }]);

  management.sink.answer = null;
  expect((await place.send('POST', `${place.path}replay/`)).body).toEqual({ replayed: 1 });
  expect(await place.list()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
});

test('lease: sender that dies with a delivery → due again when the lease ends, and what the dead one settles counts no more', async () => {
  const place = await prepare();
  answerWith(500);
  await flip(place, 'a');
  await makeDue(management);
  const bounds = { limit: 10, eachReceiver: 4, downAfter: 3, leaseSeconds: 60 };
  const { db } = management.ports.database;
  const [held] = (await claimDeliveries(db, null, bounds)).filter(
    ({ environmentWebhookId }) => environmentWebhookId === place.id,
  );
  expect(held).toMatchObject({ attempts: 2 });
  management.sink.answer = null;
  await sweepDeliveries(management.ports, 300);
  expect(await place.list()).toMatchObject([{ state: 'pending' }]);

  await management.pool.query(`update webhook_deliveries set next_attempt_at = now() where id = $1`, [held!.id]);
  await sweepDeliveries(management.ports, 300);

  expect(await place.list()).toMatchObject([{ state: 'delivered', attempts: 3 }]);
  const late = { state: 'failed' as const, status: 404, error: null, response: '', nextAttemptInSeconds: 0 };
  expect(await settleDelivery(db, held!, late, 'unknown')).toBe(false);
  expect(await place.list()).toMatchObject([{ state: 'delivered', attempts: 3, last_status: 200 }]);
});

test('claim: many senders at once → each delivery goes to one of them', async () => {
  const place = await prepare();
  answerWith(500);
  for (const value of ['a', 'b', 'c', 'd', 'e', 'f']) await flip(place, value);
  await makeDue(management);
  await management.pool.query('update delivery_receivers set failures = 0');
  const bounds = { limit: 50, eachReceiver: 50, downAfter: 3, leaseSeconds: 60 };

  const claims = await Promise.all([1, 2, 3, 4].map(() => claimDeliveries(management.ports.database.db, null, bounds)));

  const ids = claims.flat().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(claims.flat().filter(({ environmentWebhookId }) => environmentWebhookId === place.id)).toHaveLength(6);
  await management.pool.query(
    `update webhook_deliveries set state = 'failed', lease_id = null where state = 'pending'`,
  );
});

test('receiver that hangs: others are served meanwhile, and it gets no more than a bounded number at once', async () => {
  const place = await prepare();
  const hanging = await openSink();
  hanging.answer = () => undefined;
  const other = await place.send('POST', `${place.root}webhooks/`, { url: `${hanging.url}/hanging` });
  expect(other.status).toBe(201);
  management.isPublishing = false;
  for (let index = 0; index < 12; index += 1) await flip(place, `v${index}`);
  management.isPublishing = true;
  await management.pool.query('delete from outbox');

  await deliverDue(management.ports, null, { budgetMs: 15_000 });

  expect(management.sink.requests).toHaveLength(12);
  expect(hanging.requests.length).toBeLessThanOrEqual(8);
  await hanging.close();
});

test('receiver that is down: after three failures in a row → tried with one request at a time, and well again after one success', async () => {
  const place = await prepare();
  answerWith(500);
  for (const value of ['a', 'b', 'c', 'd', 'e', 'f']) await flip(place, value);
  const first = management.sink.requests.length;
  expect(first).toBe(3);
  await makeDue(management);
  await sweepDeliveries(management.ports, 300);
  expect(management.sink.requests).toHaveLength(first + 1);

  management.sink.answer = null;
  await makeDue(management);
  await sweepDeliveries(management.ports, 300);

  expect((await place.list()).map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'delivered'));
});

test('address that leads inside at the time of sending → failed without a connection', async () => {
  const place = await prepare();
  answerWith(500);
  await flip(place, 'a');
  await makeDue(management);
  management.sink.requests.length = 0;
  const outbound = openOutbound({ allowHttp: false, allowPrivate: false });

  await sweepDeliveries({ ...management.ports, outbound }, 300);

  expect(management.sink.requests).toEqual([]);
  expect(await place.list()).toMatchObject([
    { state: 'failed', last_status: null, last_error: expect.stringContaining('refused') },
  ]);
});

test('webhook switched off with deliveries waiting → nothing is sent until it is on again', async () => {
  const place = await prepare();
  answerWith(500);
  await flip(place, 'a');
  const webhook = place.path.replace('deliveries/', '');
  await place.send('PATCH', webhook, { enabled: false });
  management.sink.answer = null;
  await makeDue(management);
  await sweepDeliveries(management.ports, 300);
  expect(await place.list()).toMatchObject([{ state: 'pending', attempts: 1 }]);

  await place.send('PATCH', webhook, { enabled: true });
  await sweepDeliveries(management.ports, 300);
  expect(await place.list()).toMatchObject([{ state: 'delivered' }]);
});

test('old deliveries: past the retention → removed; what is pending stays until it expires', async () => {
  const place = await prepare();
  await flip(place, 'a');
  await flip(place, 'b');
  answerWith(500);
  await flip(place, 'c');
  const age = (state: string) =>
    management.pool.query(
      `update webhook_deliveries set finished_at = now() - interval '8 days',
      retry_until = now() - interval '5 days', next_attempt_at = now() - interval '1 second' where state = $1`,
      [state],
    );
  await age('delivered');
  await management.pool.query('update environment_webhooks set enabled = false');
  await age('pending');

  const setting = (name: string) => (name === 'WEBHOOK_DELIVERY_RETENTION_DAYS' ? '7' : undefined);
  await sweepDeliveries({ ...management.ports, setting }, 300);

  expect(await place.list()).toMatchObject([{ state: 'failed', last_error: 'It answered 500.' }]);
});

test('old deliveries: those that tell of identities → delivered ones are removed after an hour, failed ones after a day, others stay', async () => {
  const place = await prepare();
  for (const value of ['a', 'b', 'c', 'd', 'e']) await flip(place, value);
  const tell = (id: number | undefined, state: string, minutes: number) =>
    management.pool.query(
      `update webhook_deliveries set event_type = 'IDENTITIES', state = $2, finished_at = now() - make_interval(mins => $3) where id = $1`,
      [id, state, minutes],
    );
  const [first, second, third, fourth, last] = (await place.list()).map(({ id }) => id);
  await tell(first, 'delivered', 61);
  await tell(second, 'delivered', 59);
  await tell(third, 'failed', 25 * 60);
  await tell(fourth, 'failed', 23 * 60);
  await management.pool.query(`update webhook_deliveries set finished_at = now() - interval '25 hours' where id = $1`, [
    last,
  ]);
  await sweepDeliveries(management.ports, 300);
  expect((await place.list()).map(({ id }) => id)).toEqual([second, fourth, last]);
});

test('delivery that fails for good: the organisation names an address → one mail a day for each webhook', async () => {
  const place = await prepare();
  await management.pool.query(`update organisations set webhook_notification_email = 'ops@example.com' where id = $1`, [
    place.scene.organisationId,
  ]);
  answerWith(410);
  await flip(place, 'a');
  await flip(place, 'b');
  await sweepMails(management.ports);

  const mails = management.mails.filter(({ to }) => to === 'ops@example.com');
  expect(mails).toMatchObject([{ text: expect.stringContaining(`${management.sink.url}/environment`) }]);
  expect(mails[0]!.text).toContain('It answered 410.');
});

test('deliveries: of a webhook of elsewhere, or asked for by a member → 404, 403', async () => {
  const place = await prepare();
  const other = await prepare();
  const member = await createEnvironmentMember(management, place.scene, '{VIEW_ENVIRONMENT,UPDATE_FEATURE_STATE}');
  expect((await place.send('GET', place.path, undefined, member.authorization)).status).toBe(403);
  expect((await place.send('POST', `${place.path}replay/`, undefined, member.authorization)).status).toBe(403);
  await flip(place, 'a');
  const [row] = await place.list();
  for (const path of ['', `${row!.id}/`]) {
    expect((await other.send('GET', place.path + path)).status).toBe(404);
    expect((await other.send('GET', other.deliveries('environment', place.id) + path)).status).toBe(404);
  }
  expect((await other.send('GET', `${other.path}${row!.id}/`)).status).toBe(404);
  expect((await other.send('POST', `${other.path}${row!.id}/replay/`)).status).toBe(404);
});
