import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  makeDue,
  openWebhookManagement,
  prepareWebhooks,
  type WebhookManagement,
} from '../../testing/management/webhook-place.ts';
import { sweepDeliveries } from './deliver.service.ts';

let management: WebhookManagement;
beforeAll(async () => {
  management = await openWebhookManagement();
});
afterAll(() => management.close());

test('sweep: its statements fail at first → the same sweep goes on when they work again', async () => {
  const place = await prepareWebhooks(management);
  await place.hook('environment');
  management.sink.answer = (_request, response) => response.writeHead(500).end();
  await place.send('PATCH', `${place.root}featurestates/${place.feature.stateId}/`, { feature_state_value: 'a' });
  await makeDue(management);
  management.sink.answer = null;
  management.sink.requests.length = 0;
  await management.pool.query('alter table delivery_receivers rename to delivery_receivers_away');
  const back = new Promise<void>((resolve, reject) => {
    const bring = () => management.pool.query('alter table delivery_receivers_away rename to delivery_receivers');
    setTimeout(() => void bring().then(() => resolve(), reject), 300);
  });

  await sweepDeliveries(management.ports, 8_000);
  await back;

  expect(management.sink.requests).toHaveLength(1);
});
