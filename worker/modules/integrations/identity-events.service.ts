import type { Db } from '../../../drizzle/db.ts';
import { logEvent } from '../../platform/log.ts';
import { enqueueDeliveries, IDENTITIES_EVENT, listBackedUp } from '../deliveries/enqueue.service.ts';
import { listEnvironmentReceivers } from './change-receivers.queries.ts';
import { readIdentity, toIdentityBodies } from './identity-bodies.ts';
import { CONFIGURED_KINDS, KIND_FACTS, isConfiguredKind } from './integration-kinds.ts';

const KINDS = CONFIGURED_KINDS.filter((kind) => KIND_FACTS[kind].tells === 'identities');
/** Who takes one identity in a request may never keep up with an environment of many; what waits is not to grow for ever. */
const MOST_WAITING = 10_000;

/**
 * Writes down what the environment's integrations are to be told of these identities; each text is a ToldIdentity. A receiver for which too
 * much waits is told nothing of them.
 */
export async function enqueueIdentities(db: Db, environmentId: number, texts: readonly string[]): Promise<number[]> {
  const all = await listEnvironmentReceivers(db, environmentId, KINDS);
  if (all.length === 0) return [];
  const backedUp = await listBackedUp(
    db,
    all.map(({ id }) => id),
    MOST_WAITING,
  );
  for (const integrationId of backedUp) {
    logEvent('integrations.identities.dropped', {
      environmentId,
      integrationId,
      identities: texts.length,
      where: 'receiver',
    });
  }
  const receivers = all.filter(({ id }) => !backedUp.has(id));
  const identities = texts.map(readIdentity).filter((identity) => identity !== null);
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
