import type { OutboundReply, OutboundRequest } from '../../core/context.ts';
import { VERSION } from '../../core/version.ts';
import type { DeliveryPorts, HeldDelivery } from '../deliveries/enqueue.service.ts';
import { findReceiverRow } from './change-receivers.queries.ts';
import { isConfiguredKind } from './integration-kinds.ts';
import { toIntegrationRequest } from './integration-request.ts';
import { openFields, openSecret } from './integration-secrets.service.ts';
import { toHonestReply, toSlackRequest } from './slack-api.service.ts';

/** Sends a delivery to its integration: to the address and with the secrets of now. Null if it was removed. */
export async function sendToIntegration(ports: DeliveryPorts, delivery: HeldDelivery): Promise<OutboundReply | null> {
  const { organisationId, integrationId, body } = delivery;
  const row = integrationId === null ? null : await findReceiverRow(ports.database.db, organisationId, integrationId);
  if (row === null) return null;
  if (row.kind === 'slack') {
    const request = toSlackRequest(ports, await openSecret(ports, row, 'access_token'), body);
    return toHonestReply(await ports.outbound.send(withNames(request, delivery)));
  }
  if (!isConfiguredKind(row.kind)) return null;
  const request = await toIntegrationRequest(row.kind, await openFields(ports, row), body);
  return ports.outbound.send(withNames(request, delivery));
}

function withNames(request: OutboundRequest, { idempotencyId }: HeldDelivery): OutboundRequest {
  const headers = { 'user-agent': `Halyard/${VERSION}`, 'x-halyard-delivery': idempotencyId, ...request.headers };
  return { ...request, headers };
}
