import type { OutboundRequest } from '../../core/context.ts';
import { VERSION } from '../../core/version.ts';
import type { DeliveryPorts, HeldDelivery } from '../deliveries/enqueue.service.ts';
import { signText } from '../../core/sign-text.ts';
import { findWebhookTarget } from './webhook-receivers.queries.ts';
import { openSecret } from './webhook-secret.ts';

/** The request that a delivery to a webhook is: to its address and with its secret of now. Null if there is no such webhook any more. */
export async function toWebhookRequest(
  ports: DeliveryPorts,
  delivery: HeldDelivery,
  now: number,
): Promise<OutboundRequest | null> {
  const target = await findWebhookTarget(ports.database.db, delivery.organisationId, delivery);
  if (target === null) return null;
  const headers = {
    ...(await toSignedHeaders(delivery.body, await openSecret(ports, target, target), delivery.idempotencyId, now)),
    'x-halyard-sequence': String(delivery.sequence),
    'x-halyard-attempt': String(delivery.attempts),
  };
  return { url: target.url, method: 'POST', headers, body: delivery.body, mayBePlain: true };
}

/** Headers of every request to a webhook; with a secret, signed twice: as Flagsmith does, and so that an old request cannot be sent again. */
export async function toSignedHeaders(
  body: string,
  secret: string,
  deliveryId: string,
  now: number,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000));
  return {
    'content-type': 'application/json',
    'user-agent': `Halyard/${VERSION}`,
    'x-halyard-delivery': deliveryId,
    'x-halyard-timestamp': timestamp,
    ...(secret === ''
      ? {}
      : {
          'x-flagsmith-signature': await signText(secret, body),
          'x-halyard-signature': `v1=${await signText(secret, `${timestamp}.${deliveryId}.${body}`)}`,
        }),
  };
}
