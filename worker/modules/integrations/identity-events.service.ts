import { ToldIdentity } from '../../contract/integrations.ts';
import type { Db } from '../../../drizzle/db.ts';
import { enqueueDeliveries, IDENTITIES_EVENT } from '../deliveries/enqueue.service.ts';
import { listEnvironmentReceivers } from './change-receivers.queries.ts';
import { toIdentityBodies } from './identity-bodies.ts';
import { CONFIGURED_KINDS, KIND_FACTS, isConfiguredKind } from './integration-kinds.ts';

const KINDS = CONFIGURED_KINDS.filter((kind) => KIND_FACTS[kind].tells === 'identities');

/** Writes down what the environment's integrations are to be told of these identities; each text is a ToldIdentity. */
export async function enqueueIdentities(db: Db, environmentId: number, texts: readonly string[]): Promise<number[]> {
  const receivers = await listEnvironmentReceivers(db, environmentId, KINDS);
  if (receivers.length === 0) return [];
  const identities = texts.map((text) => ToldIdentity.parse(JSON.parse(text)));
  return enqueueDeliveries(
    db,
    receivers.flatMap(({ id, kind, organisationId }) =>
      (isConfiguredKind(kind) ? toIdentityBodies(kind, identities) : []).map((body) => ({
        organisationId,
        environmentId,
        environmentWebhookId: null,
        organisationWebhookId: null,
        integrationId: id,
        eventType: IDENTITIES_EVENT,
        body,
        afterOutboxId: null,
      })),
    ),
  );
}
