import { WebhookTest, WebhookTestFailed, WebhookTestPassed } from '../../contract/deliveries.ts';
import { SIGNED_IN_ADMINISTRATION } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { testWebhook } from './webhook-test.service.ts';

export const webhookTestOperations = [
  operation({
    method: 'POST',
    path: '/api/v1/webhooks/test/',
    // The kind of the resource is in the body: the service asks for the administrator of what it names.
    access: SIGNED_IN_ADMINISTRATION,
    summary: 'Sends a sample event to an address, for administrators of the organisation or environment that is named',
    body: WebhookTest,
    replies: { 200: WebhookTestPassed, 400: WebhookTestFailed },
    throttle: 'webhook_test',
    handle: async ({ context, body }) => {
      const { passed, ...told } = await testWebhook(context, body);
      return { status: passed ? 200 : 400, body: told };
    },
  }),
];
