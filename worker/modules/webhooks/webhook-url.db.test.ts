import { afterAll, beforeAll, expect, test } from 'vitest';
import { PRIVATE_ADDRESSES } from '../../testing/fixtures/private-addresses.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Answer, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';

let strict: Management;
beforeAll(async () => {
  strict = await openManagement();
});
afterAll(() => strict.close());

const TEST = '/api/v1/webhooks/test/';

test(
  'webhook test and webhooks: an address that leads inside, in any spelling → 400 that names the field, and no request',
  { timeout: 60_000 },
  async () => {
    const scene = await createScene(strict.pool);
    const { authorization: as } = await createMember(strict.pool, scene.organisationId, 'ADMIN');
    const hooks = `/api/v1/environments/${scene.clientKey}/webhooks/`;
    const made = await strict.call('POST', hooks, { as, body: { url: 'http://hooks.example.com/' } });
    const { id } = made.body as { id: number };
    expect(made.status).toBe(201);
    const faults: unknown[] = [];
    const isFaulty = ({ status, body }: Answer, field: string) =>
      status !== 400 || !Object.hasOwn(body as object, field);
    for (const [index, url] of PRIVATE_ADDRESSES.entries()) {
      const [method, path] = index % 2 === 0 ? (['POST', hooks] as const) : (['PATCH', `${hooks}${id}/`] as const);
      if (isFaulty(await strict.call(method, path, { as, body: { url } }), 'url')) faults.push(url);
      await expect(strict.ports.outbound.send({ url, method: 'POST', mayBePlain: true })).rejects.toThrow(/refused/);
    }
    const scope = { type: 'environment', id: scene.clientKey };
    for (const url of PRIVATE_ADDRESSES.slice(0, 12)) {
      if (isFaulty(await strict.call('POST', TEST, { as, body: { webhook_url: url, scope } }), 'webhook_url'))
        faults.push(url);
    }
    expect(faults).toEqual([]);
  },
);
