import type { Db } from '../../../drizzle/db.ts';
import type { ToldBatch } from '../../core/told-batch.ts';
import { logEvent } from '../../platform/log.ts';
import {
  enqueueBatch,
  enqueueDeliveries,
  IDENTITIES_EVENT,
  listBackedUp,
  type NewDelivery,
} from '../deliveries/enqueue.service.ts';
import { listEnvironmentReceivers } from './change-receivers.queries.ts';
import { IDENTITIES_IN_A_REQUEST } from './identity-bodies.ts';
import { CONFIGURED_KINDS, KIND_FACTS } from './integration-kinds.ts';

const KINDS = CONFIGURED_KINDS.filter((kind) => KIND_FACTS[kind].tells === 'identities');
/** Who takes one identity in a request may never keep up with an environment of many; what waits is not to grow for ever. */
const MOST_WAITING = 10_000;

/**
 * Writes down what the environment's integrations are to be told of these identities, once for all of them. A receiver for which too much
 * waits is told nothing of them. Returns the ids of the receivers, as `enqueueDeliveries` does.
 */
export async function enqueueIdentities(
  db: Db,
  environmentId: number,
  { shared, identities }: ToldBatch,
): Promise<number[]> {
  const all = await listEnvironmentReceivers(db, environmentId, KINDS);
  if (all.length === 0 || identities.length === 0) return [];
  const backedUp = await listBackedUp(
    db,
    all.map(({ id }) => id),
    MOST_WAITING,
  );
  for (const integrationId of backedUp) {
    const dropped = { environmentId, integrationId, identities: identities.length, where: 'receiver' };
    logEvent('integrations.identities.dropped', dropped);
  }
  const receivers = all.filter(({ id }) => !backedUp.has(id));
  const [first] = receivers;
  if (first === undefined) return [];
  const batchId = await enqueueBatch(db, first.organisationId, {
    shared: JSON.stringify(shared),
    items: identities.map(({ body }) => body),
  });
  const inSlices = ({ id, kind, organisationId }: (typeof receivers)[number]): NewDelivery[] =>
    cut(identities.length, IDENTITIES_IN_A_REQUEST[kind] ?? 1).map((slice) => ({
      organisationId,
      environmentId,
      environmentWebhookId: null,
      organisationWebhookId: null,
      integrationId: id,
      eventType: IDENTITIES_EVENT,
      body: '',
      slice: { batchId, ...slice },
      afterOutboxId: null,
    }));
  return enqueueDeliveries(db, receivers.flatMap(inSlices));
}

function cut(length: number, size: number): { first: number; count: number }[] {
  return Array.from({ length: Math.ceil(length / size) }, (_, index) => {
    const first = index * size;
    return { first, count: Math.min(size, length - first) };
  });
}

export { toIdentitiesBody } from './identity-bodies.ts';
