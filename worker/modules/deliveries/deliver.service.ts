import { countOf } from '../../core/settings.ts';
import { logEvent, logFailure } from '../../platform/log.ts';
import { DOWN_AFTER } from './attempt.ts';
import { attemptDelivery } from './attempt.service.ts';
import { pruneBatches } from './batch.queries.ts';
import type { DeliveryPorts } from './delivery-row.ts';
import { claimDeliveries, expireDeliveries, findNextDue, pruneDeliveries } from './lease.queries.ts';

/** Longer than an attempt can take. */
const LEASE_SECONDS = 60;
/** Requests of one sender at once: Cloudflare gives one invocation six connections. */
const AT_ONCE = 6;
const EACH_RECEIVER = 4;
/** Attempts of one sender: on Cloudflare an invocation has a thousand requests, statements among them. */
const MOST = 250;
const KEEP_DAYS = 30;
const PRUNED_AT_ONCE = 5_000;

/** Between a statement that failed and the next: what failed is often over by then. */
const AFTER_A_FAILURE_MS = 1_000;

/** What a sender is about: whose deliveries, until when, how many more attempts, and those on their way. */
type Round = {
  receiverIds: readonly number[] | null;
  end: number;
  left: number;
  waits: boolean;
  running: Set<Promise<void>>;
};

/**
 * Sends what is due, to these receivers if some are named, until nothing is or the time is up. With `waits`, also what comes due in that time,
 * and what could not be taken at first. Never rejects.
 */
export async function deliverDue(
  ports: DeliveryPorts,
  receiverIds: readonly number[] | null,
  { budgetMs, waits = false }: { budgetMs: number; waits?: boolean },
): Promise<void> {
  const left = countOf(ports.setting, 'DELIVERIES_PER_RUN', MOST);
  const round: Round = { receiverIds, end: Date.now() + budgetMs, left, waits, running: new Set() };
  for (;;) {
    try {
      await sendUntilNoneIsDue(ports, round);
      return;
    } catch (error) {
      logFailure('delivery.round.failed', error);
    }
    if (!waits || Date.now() + AFTER_A_FAILURE_MS >= round.end) break;
    await new Promise((resolve) => setTimeout(resolve, AFTER_A_FAILURE_MS));
  }
  await Promise.all(round.running);
}

async function sendUntilNoneIsDue(ports: DeliveryPorts, round: Round): Promise<void> {
  const { receiverIds, end, running, waits } = round;
  for (;;) {
    const limit = Math.min(AT_ONCE - running.size, round.left);
    const isOver = limit <= 0 || Date.now() >= end;
    const bounds = { limit, eachReceiver: EACH_RECEIVER, downAfter: DOWN_AFTER, leaseSeconds: LEASE_SECONDS };
    const held = isOver ? [] : await claimDeliveries(ports.database.db, receiverIds, bounds);
    round.left -= held.length;
    for (const delivery of held) {
      const attempt = attemptDelivery(ports, delivery).finally(() => running.delete(attempt));
      running.add(attempt);
    }
    if (running.size > 0) await Promise.race(running);
    else if (round.left <= 0 || !waits || !(await waitForNext(ports, receiverIds, end))) return;
  }
}

/** The guarantee behind every `deliverDue` that follows a commit: sends what is due, gives up and forgets what is old. */
export async function sweepDeliveries(ports: DeliveryPorts, budgetMs = 50_000): Promise<void> {
  const { db } = ports.database;
  try {
    await expireDeliveries(db, PRUNED_AT_ONCE);
    await pruneDeliveries(db, countOf(ports.setting, 'WEBHOOK_DELIVERY_RETENTION_DAYS', KEEP_DAYS), PRUNED_AT_ONCE);
    await pruneBatches(db, PRUNED_AT_ONCE);
  } catch (error) {
    logFailure('delivery.sweep.failed', error);
  }
  await deliverDue(ports, null, { budgetMs, waits: true });
}

async function waitForNext(ports: DeliveryPorts, receiverIds: readonly number[] | null, end: number): Promise<boolean> {
  const wait = await findNextDue(ports.database.db, receiverIds);
  if (wait === null || Date.now() + wait >= end) return false;
  logEvent('delivery.round.waits', { ms: Math.ceil(wait) });
  await new Promise((resolve) => setTimeout(resolve, Math.max(250, wait)));
  return true;
}
