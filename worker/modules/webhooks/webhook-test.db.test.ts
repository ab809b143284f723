import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMember } from '../../testing/management/people.ts';
import {
  openWebhookManagement,
  prepareWebhooks,
  type WebhookManagement,
} from '../../testing/management/webhook-place.ts';

let management: WebhookManagement;
beforeAll(async () => {
  management = await openWebhookManagement();
});
afterAll(() => management.close());

const PATH = '/api/v1/webhooks/test/';

test('webhook test: the receiver answers 2xx → 200, after a signed sample of the kind of the scope', async () => {
  const place = await prepareWebhooks(management);
  const scopes = [
    [{ type: 'environment', id: place.scene.clientKey }, 'FLAG_UPDATED'],
    [{ type: 'organisation', id: place.scene.organisationId }, 'AUDIT_LOG_CREATED'],
  ] as const;
  for (const [scope, type] of scopes) {
    const answer = await place.send('POST', PATH, { webhook_url: `${management.sink.url}/t`, secret: 's', scope });

    expect([answer.status, answer.body]).toEqual([200, { detail: expect.any(String), status: 200 }]);
    const { body, headers } = management.sink.requests.at(-1)!;
    expect(JSON.parse(body)).toMatchObject({ event_type: type, data: expect.any(Object) });
    expect(headers['x-flagsmith-signature']).toBe(createHmac('sha256', 's').update(body).digest('hex'));
  }
});

test('webhook test: the receiver refuses, or is not there → 400 with the status alone', async () => {
  const place = await prepareWebhooks(management);
  const scope = { type: 'environment', id: place.scene.clientKey };
  management.sink.answer = (_request, response) => response.writeHead(418).end('secret text');
  const refused = await place.send('POST', PATH, { webhook_url: management.sink.url, scope });
  expect([refused.status, refused.body]).toEqual([400, { detail: expect.any(String), status: 418, body: '' }]);
  const missing = await place.send('POST', PATH, { webhook_url: 'http://127.0.0.1:9/', scope });
  expect([missing.status, missing.body]).toEqual([400, { detail: expect.any(String), status: 0, body: '' }]);
  management.sink.answer = null;
});

test('webhook test: who does not administer the scope, or names nothing of theirs → 403 or 401, nothing sent', async () => {
  const place = await prepareWebhooks(management);
  const other = await prepareWebhooks(management);
  const member = await createMember(management.pool, place.scene.organisationId, 'USER');
  const before = management.sink.requests.length;
  const test = (id: unknown, type: string, as?: string) =>
    place.send('POST', PATH, { webhook_url: management.sink.url, scope: { type, id } }, as);
  for (const [type, id] of [
    ['environment', place.scene.clientKey],
    ['organisation', place.scene.organisationId],
  ] as const) {
    expect((await test(id, type, member.authorization)).status).toBe(403);
    expect((await test(id, type, other.admin.authorization)).status).toBe(403);
  }
  expect((await test('missing', 'environment')).status).toBe(403);
  expect((await management.call('POST', PATH, { body: {} })).status).toBe(401);
  expect(management.sink.requests).toHaveLength(before);
});
