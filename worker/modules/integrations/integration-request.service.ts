import type { OutboundReply, OutboundRequest } from '../../core/context.ts';
import { VERSION } from '../../core/version.ts';
import type { DeliveryPorts, HeldDelivery } from '../deliveries/enqueue.service.ts';
import { findReceiverRow } from './change-receivers.queries.ts';
import { hideSecrets } from './hide-secrets.ts';
import { toIdentitiesBody } from './identity-bodies.ts';
import { isConfiguredKind, KIND_FACTS } from './integration-kinds.ts';
import { toIntegrationRequest } from './integration-request.ts';
import { openFields, openSecret } from './integration-secrets.service.ts';
import { toHonestReply, toSlackRequest } from './slack-api.service.ts';

/** Sends a delivery to its integration: to the address and with the secrets of now. Null if it was removed. */
export async function sendToIntegration(ports: DeliveryPorts, delivery: HeldDelivery): Promise<OutboundReply | null> {
  const { organisationId, integrationId, batch } = delivery;
  const row = integrationId === null ? null : await findReceiverRow(ports.database.db, organisationId, integrationId);
  if (row === null) return null;
  const body = batch === null ? delivery.body : toIdentitiesBody(row.kind, batch);
  if (row.kind === 'slack') {
    const token = await openSecret(ports, row, 'access_token');
    const request = toSlackRequest(ports, token, body);
    return toHonestReply(withoutSecrets(await ports.outbound.send(withNames(request, delivery)), [token]));
  }
  const { kind } = row;
  if (!isConfiguredKind(kind)) return null;
  const fields = await openFields(ports, row);
  const reply = await ports.outbound.send(withNames(await toIntegrationRequest(kind, fields, body), delivery));
  return withoutSecrets(
    reply,
    KIND_FACTS[kind].secrets.map((name) => fields[name]),
  );
}

function withoutSecrets(reply: OutboundReply, secrets: readonly unknown[]): OutboundReply {
  return { ...reply, text: hideSecrets(reply.text, secrets) };
}

function withNames(request: OutboundRequest, { idempotencyId }: HeldDelivery): OutboundRequest {
  const headers = { 'user-agent': `Halyard/${VERSION}`, 'x-halyard-delivery': idempotencyId, ...request.headers };
  return { ...request, headers };
}
