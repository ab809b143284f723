import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatherTold } from '../../core/told-batch.ts';
import {
  openWebhookManagement,
  prepareWebhooks,
  type WebhookManagement,
  type WebhookPlace,
} from '../../testing/management/webhook-place.ts';
import { pruneBatches } from '../deliveries/batch.queries.ts';
import { deliverDue } from '../deliveries/deliver.service.ts';
import { enqueueIdentities } from './identity-events.service.ts';

let management: WebhookManagement;
beforeAll(async () => {
  management = await openWebhookManagement();
});
afterAll(() => management.close());

const FLAG = { feature: { id: 1, name: 'banner' }, enabled: true, feature_state_value: 'hello' };
const toldOf = (identifiers: readonly string[]) =>
  gatherTold(
    identifiers.map((identifier) => ({ identifier, traits: [], flags: [`,${JSON.stringify(FLAG)}`], segments: [] })),
  );

/** Identities are told to the place's environment. */
const tellIn = ({ scene }: WebhookPlace, identifiers: readonly string[]) =>
  management.ports.database.transaction((db) => enqueueIdentities(db, scene.environmentId, toldOf(identifiers)));

async function configureIn({ send, scene }: WebhookPlace, kind: string): Promise<number> {
  const body = kind === 'webhook' ? { url: management.sink.url } : { base_url: management.sink.url, api_key: 'key' };
  const made = await send('POST', `/api/v1/environments/${scene.clientKey}/integrations/${kind}/`, body);
  expect(made.status).toBe(201);
  return (made.body as { id: number }).id;
}

test('receiver that takes less than it is sent: 10,000 deliveries wait → told of nothing more; others are, and so is it again later', async () => {
  const place = await prepareWebhooks(management);
  const [slow, quick] = [await configureIn(place, 'heap'), await configureIn(place, 'mixpanel')];
  const waiting = async () => {
    const { rows } = await management.pool.query<{ id: number; waiting: number }>(
      `select r.integration_id as id, count(*)::int as waiting from webhook_deliveries d join delivery_receivers r on r.id = d.receiver_id
       where r.integration_id = any($1) and d.state = 'pending' group by 1`,
      [[slow, quick]],
    );
    return new Map(rows.map(({ id, waiting: count }) => [id, count]));
  };
  const tell = () => tellIn(place, ['ada']);
  await tell();
  expect(await waiting()).toEqual(new Map([slow, quick].map((id) => [id, 1])));
  await management.pool.query(
    `insert into webhook_deliveries (organisation_id, environment_id, receiver_id, sequence, event_type, body, retry_until)
     select d.organisation_id, d.environment_id, d.receiver_id, d.sequence + n, d.event_type, d.body, d.retry_until
     from webhook_deliveries d join delivery_receivers r on r.id = d.receiver_id, generate_series(1, 9999) n where r.integration_id = $1`,
    [slow],
  );

  await tell();
  expect(await waiting()).toEqual(
    new Map([
      [slow, 10_000],
      [quick, 2],
    ]),
  );

  await management.pool.query(
    `delete from webhook_deliveries where id = (select max(d.id) from webhook_deliveries d
       join delivery_receivers r on r.id = d.receiver_id where r.integration_id = $1)`,
    [slow],
  );
  await management.pool.query('update delivery_receivers set last_sequence = last_sequence + 10000');
  await tell();
  expect((await waiting()).get(slow)).toBe(10_000);
});

test('450 identities → kept once; told as many in a request as the receiver takes, all of them once; the log shows what each was', async () => {
  const place = await prepareWebhooks(management);
  const [amplitude, heap] = [await configureIn(place, 'amplitude'), await configureIn(place, 'heap')];
  const identifiers = Array.from({ length: 450 }, (_, index) => `reader ${index}`);
  await tellIn(place, identifiers);

  const { rows: batches } = await management.pool.query(
    `select cardinality(items) as items, position('banner' in shared) > 0 as names, items::text like '%banner%' as repeats
     from delivery_batches where organisation_id = $1`,
    [place.scene.organisationId],
  );
  expect(batches).toEqual([{ items: 450, names: true, repeats: false }]);
  const bodiesOf = async (integrationId: number) => {
    const path = `/api/v1/environments/${place.scene.clientKey}/integrations/${integrationId}/deliveries/`;
    const { body } = await place.send('GET', `${path}?page_size=100`);
    const { count, results } = body as { count: number; results: { id: number }[] };
    const oldest = results.slice(-3).toReversed();
    const details = await Promise.all(oldest.map(({ id }) => place.send('GET', `${path}${id}/`)));
    return { count, bodies: details.map((detail) => JSON.parse((detail.body as { body: string }).body) as Told[]) };
  };
  type Told = { identifier: string; properties: object };
  const many = await bodiesOf(amplitude);
  expect(many.count).toBe(3);
  expect(many.bodies.flat().map(({ identifier }) => identifier)).toEqual(identifiers);
  expect(many.bodies[0]?.[0]).toEqual({ identifier: 'reader 0', properties: { banner: 'hello' } });
  expect((await bodiesOf(heap)).count).toBe(450);

  management.sink.requests.length = 0;
  await deliverDue(management.ports, null, { budgetMs: 20_000 });
  const sent = management.sink.requests.filter(({ path }) => path === '/identify');
  const users = sent.flatMap(({ body }) => {
    const text = new URLSearchParams(body).get('identification') ?? '';
    return (JSON.parse(text) as { user_id: string }[]).map(({ user_id: user }) => user);
  });
  expect(users.toSorted(byText)).toEqual(identifiers.toSorted(byText));
});

const byText = (a: string, b: string) => a.localeCompare(b);

test('batch of an hour ago → stays while a delivery draws on it, and goes with the last', async () => {
  const place = await prepareWebhooks(management);
  await configureIn(place, 'mixpanel');
  await tellIn(place, ['ada']);
  const { organisationId } = place.scene;
  const query = (text: string) => management.pool.query(text, [organisationId]);
  const batches = async () => (await query('select id from delivery_batches where organisation_id = $1')).rows.length;
  await query(`update delivery_batches set created_at = now() - interval '2 hours' where organisation_id = $1`);
  await pruneBatches(management.ports.database.db, 1_000);
  expect(await batches()).toBe(1);
  await query('delete from webhook_deliveries where organisation_id = $1');
  await pruneBatches(management.ports.database.db, 1_000);
  expect(await batches()).toBe(0);
});

test('receiver is removed with its deliveries → the rest of the batch is told', async () => {
  const place = await prepareWebhooks(management);
  const [mixpanel] = [await configureIn(place, 'mixpanel'), await configureIn(place, 'webhook')];
  await tellIn(place, ['ada']);
  const path = `/api/v1/environments/${place.scene.clientKey}/integrations/mixpanel/${mixpanel}/`;
  expect((await place.send('DELETE', path)).status).toBe(204);
  management.sink.requests.length = 0;
  await deliverDue(management.ports, null, { budgetMs: 20_000 });
  const told = management.sink.requests.map(({ body }) => JSON.parse(body) as { identity?: string; flags?: object[] });
  expect(told).toContainEqual({ identity: 'ada', traits: [], flags: [FLAG], segments: [] });
});
