import type { SqlDatabase } from '../../core/database.ts';
import type { Publishers } from '../../core/ports.ts';
import { logEvent, logFailure } from '../../platform/log.ts';
import { listEnvironmentsWithPendingOutbox } from './outbox.queries.ts';

/** Younger rows are left to the poke that follows their commit. */
const OLDER_THAN_SECONDS = 5;
const AT_ONCE = 6;

/** Publishes every environment whose change was committed but never announced. The guarantee behind every poke. */
export async function sweepOutbox(database: SqlDatabase, publishers: Publishers): Promise<void> {
  let waiting: number[];
  try {
    waiting = await listEnvironmentsWithPendingOutbox(database.query, OLDER_THAN_SECONDS);
  } catch (error) {
    logFailure('outbox.sweep.failed', error);
    return;
  }
  if (waiting.length > 0) logEvent('outbox.sweep.found', { environments: waiting.length });
  for (let start = 0; start < waiting.length; start += AT_ONCE) {
    await Promise.allSettled(waiting.slice(start, start + AT_ONCE).map((id) => publishers.publish(id)));
  }
}
