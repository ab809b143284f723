import type { WebhookTest } from '../../contract/deliveries.ts';
import { needs } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { logFailure } from '../../platform/log.ts';
import { authorise } from '../permissions/access.service.ts';
import { toSignedHeaders } from './webhook-request.service.ts';
import { toSample } from './webhook-sample.ts';
import { requireWebhookUrl } from './webhook-url.ts';

/** Sends a sample event, once. Throws FORBIDDEN to who does not administer the scope, INVALID for an address that is not allowed. */
export async function testWebhook(context: Context, input: WebhookTest) {
  const { type, id } = input.scope;
  const need = type === 'organisation' ? 'ORGANISATION_ADMIN' : 'ENVIRONMENT_ADMIN';
  await authorise(context, needs(type, { body: 'scope.id' }, need), () => id);
  requireWebhookUrl(context, input.webhook_url, 'webhook_url');
  const body = toSample(type, context.now());
  const headers = await toSignedHeaders(body, input.secret ?? '', crypto.randomUUID(), Date.now());
  const request = { url: input.webhook_url, method: 'POST' as const, headers, body, mayBePlain: true };
  try {
    const { status } = await context.outbound.send(request);
    if (status >= 200 && status < 300) return { passed: true, detail: 'Webhook test successful.', status };
    // What the receiver says stays there: the answer must not become a way to read from addresses.
    return { passed: false, detail: 'The webhook answered with another status than 2xx.', status, body: '' };
  } catch (error) {
    logFailure('webhook.test.failed', error);
    return { passed: false, detail: 'The webhook could not be reached.', status: 0, body: '' };
  }
}
