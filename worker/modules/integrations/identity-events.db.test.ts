import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  openWebhookManagement,
  prepareWebhooks,
  type WebhookManagement,
} from '../../testing/management/webhook-place.ts';
import { enqueueIdentities } from './identity-events.service.ts';

let management: WebhookManagement;
beforeAll(async () => {
  management = await openWebhookManagement();
});
afterAll(() => management.close());

const IDENTITY = JSON.stringify({ identifier: 'ada', traits: [], flags: [], segments: [] });

test('receiver that takes less than it is sent: 10,000 deliveries wait → told of nothing more; others are, and so is it again later', async () => {
  const place = await prepareWebhooks(management);
  const { environmentId, clientKey } = place.scene;
  const configure = async (kind: string) => {
    const body = { base_url: `${management.sink.url}/`, api_key: 'key' };
    const made = await place.send('POST', `/api/v1/environments/${clientKey}/integrations/${kind}/`, body);
    expect(made.status).toBe(201);
    return (made.body as { id: number }).id;
  };
  const [slow, quick] = [await configure('heap'), await configure('mixpanel')];
  const waiting = async () => {
    const { rows } = await management.pool.query<{ id: number; waiting: number }>(
      `select r.integration_id as id, count(*)::int as waiting from webhook_deliveries d join delivery_receivers r on r.id = d.receiver_id
       where r.integration_id = any($1) and d.state = 'pending' group by 1`,
      [[slow, quick]],
    );
    return new Map(rows.map(({ id, waiting: count }) => [id, count]));
  };
  const tell = () => management.ports.database.transaction((db) => enqueueIdentities(db, environmentId, [IDENTITY]));
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
