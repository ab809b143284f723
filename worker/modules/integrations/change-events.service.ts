import type { Db } from '../../../drizzle/db.ts';
import { enqueueDeliveries, type NewDelivery } from '../deliveries/enqueue.service.ts';
import { toChangeBody, toSlackBody } from './change-bodies.ts';
import { listChangeFacts, type ChangeFacts } from './change-facts.queries.ts';
import { listReceivers, listSlackReceivers, type ChangeReceiver } from './change-receivers.queries.ts';
import { CONFIGURED_KINDS, KIND_FACTS, isConfiguredKind } from './integration-kinds.ts';

const KINDS = CONFIGURED_KINDS.filter((kind) => KIND_FACTS[kind].tells === 'changes' && kind !== 'sentry');

export type LoggedChanges = {
  /** Audit rows of the transaction. */
  auditIds: readonly number[];
  organisationIds: readonly number[];
  /** The outbox row that publishes the environment. */
  outboxIdOf: (environmentId: number) => number | null;
};

/**
 * Writes, in the transaction of the changes, what integrations are to be told of them, once they are published. Returns the ids of the
 * receivers.
 */
export async function enqueueChanges(db: Db, changes: LoggedChanges): Promise<number[]> {
  if (changes.organisationIds.length === 0) return [];
  const lists = [
    await listReceivers(db, changes.organisationIds, KINDS),
    await listSlackReceivers(db, changes.organisationIds),
  ];
  const receivers = lists.flat();
  if (receivers.length === 0) return [];
  const facts = await listChangeFacts(db, changes.auditIds);
  return enqueueDeliveries(
    db,
    facts.flatMap((fact) => receiversOf(fact, receivers).flatMap((one) => toDelivery(one, fact, changes.outboxIdOf))),
  );
}

/** compat: one of each kind, the project's before the environment's before the organisation's. */
function receiversOf(fact: ChangeFacts, receivers: readonly ChangeReceiver[]): ChangeReceiver[] {
  const applying = receivers.filter(
    (one) =>
      one.organisationId === fact.organisationId &&
      (one.projectId === null || one.projectId === fact.projectId) &&
      (one.environmentId === null || one.environmentId === fact.environmentId),
  );
  const rank = (one: ChangeReceiver) => (one.projectId === null ? 2 : one.environmentId === null ? 0 : 1);
  const kinds = [...new Set(applying.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const [first] = applying.filter((one) => one.kind === kind).toSorted((left, right) => rank(left) - rank(right));
    return first === undefined ? [] : [first];
  });
}

function toDelivery(
  { id, kind, settings }: ChangeReceiver,
  fact: ChangeFacts,
  outboxIdOf: LoggedChanges['outboxIdOf'],
): NewDelivery[] {
  const body =
    kind === 'slack'
      ? toSlackBody(fact, settings['channel_id'])
      : isConfiguredKind(kind)
        ? toChangeBody(kind, fact, settings)
        : null;
  if (body === null) return [];
  return [
    {
      organisationId: fact.organisationId,
      environmentId: fact.environmentId,
      environmentWebhookId: null,
      organisationWebhookId: null,
      integrationId: id,
      eventType: 'CHANGE',
      body,
      afterOutboxId: fact.environmentId === null ? null : outboxIdOf(fact.environmentId),
    },
  ];
}
