import type { OutboundRequest } from '../../core/context.ts';
import { VERSION } from '../../core/version.ts';
import type { DeliveryPorts, HeldDelivery } from '../deliveries/enqueue.service.ts';
import { findReceiverRow } from './change-receivers.queries.ts';
import { isConfiguredKind } from './integration-kinds.ts';
import { toIntegrationRequest } from './integration-request.ts';
import { openFields } from './integration-secrets.service.ts';

/** The request that a delivery to an integration is: to its address and with its secrets of now. Null if it was removed. */
export async function toDeliveryRequest(
  ports: DeliveryPorts,
  { organisationId, integrationId, body, idempotencyId }: HeldDelivery,
): Promise<OutboundRequest | null> {
  const row = integrationId === null ? null : await findReceiverRow(ports.database.db, organisationId, integrationId);
  if (row === null || !isConfiguredKind(row.kind)) return null;
  const request = await toIntegrationRequest(row.kind, await openFields(ports, row), body);
  const headers = { 'user-agent': `Halyard/${VERSION}`, 'x-halyard-delivery': idempotencyId, ...request.headers };
  return { ...request, headers };
}
