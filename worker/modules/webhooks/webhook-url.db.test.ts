import { afterAll, beforeAll, expect, test } from 'vitest';
import { PRIVATE_ADDRESSES } from '../../testing/fixtures/private-addresses.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';

let strict: Management;
beforeAll(async () => {
  strict = await openManagement();
});
afterAll(() => strict.close());

const TEST = '/api/v1/webhooks/test/';

test('webhook test and webhooks: an address that leads inside, in any spelling → 400 that names the field', async () => {
  const scene = await createScene(strict.pool);
  const { authorization: as } = await createMember(strict.pool, scene.organisationId, 'ADMIN');
  const hooks = `/api/v1/environments/${scene.clientKey}/webhooks/`;
  const made = await strict.call('POST', hooks, { as, body: { url: 'http://hooks.example.com/' } });
  const { id } = made.body as { id: number };
  expect(made.status).toBe(201);
  const faults: unknown[] = [];
  for (const url of PRIVATE_ADDRESSES) {
    const create = await strict.call('POST', hooks, { as, body: { url } });
    const change = await strict.call('PATCH', `${hooks}${id}/`, { as, body: { url } });
    for (const { status, body } of [create, change]) {
      if (status !== 400 || !Object.hasOwn(body as object, 'url')) faults.push([url, status, body]);
    }
    await expect(strict.ports.outbound.send({ url, method: 'POST', mayBePlain: true })).rejects.toThrow(/refused/);
  }
  const scope = { type: 'environment', id: scene.clientKey };
  for (const url of PRIVATE_ADDRESSES.slice(0, 20)) {
    const { status, body } = await strict.call('POST', TEST, { as, body: { webhook_url: url, scope } });
    if (status !== 400 || !Object.hasOwn(body as object, 'webhook_url')) faults.push([url, status, body]);
  }
  expect(faults).toEqual([]);
});
