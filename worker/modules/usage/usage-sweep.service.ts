import type { SqlDatabase } from '../../core/database.ts';
import type { UsageBuffers } from '../../core/ports.ts';
import { countOf } from '../../core/settings.ts';
import { logEvent, logFailure } from '../../platform/log.ts';
import { listEnvironmentsInUse, removeOlder } from './usage-sweep.queries.ts';

/** Each has a few buffers, and a Worker may make 1,000 calls for one event. */
const ENVIRONMENTS_A_SWEEP = 200;
const AT_ONCE = 4;
const ROWS_A_STATEMENT = 10_000;
const STATEMENTS_A_SWEEP = 10;

type Ports = { database: SqlDatabase; usageBuffers: UsageBuffers; setting: (name: string) => string | undefined };

/**
 * Brings counts home whose alarm got lost, and removes what has grown old. Nothing depends on when or how often it runs.
 */
export async function sweepUsage(ports: Ports): Promise<void> {
  for (const part of [flushBuffers, removeOld]) {
    try {
      await part(ports);
    } catch (error) {
      logFailure('usage.sweep.failed', error);
    }
  }
}

async function flushBuffers({ database, usageBuffers }: Ports): Promise<void> {
  const environments = await listEnvironmentsInUse(database, ENVIRONMENTS_A_SWEEP);
  let waiting = 0;
  for (let start = 0; start < environments.length; start += AT_ONCE) {
    const some = environments.slice(start, start + AT_ONCE);
    const left = await Promise.all(some.map((id) => usageBuffers.flush(id)));
    waiting += left.reduce((sum, count) => sum + count, 0);
  }
  if (waiting > 0) logEvent('usage.sweep.waiting', { buffers: waiting });
}

async function removeOld({ database, setting }: Ports): Promise<void> {
  const ages = {
    // At least a day: a buffer repeats a batch whose landing it has not heard of.
    batches: Math.max(1, countOf(setting, 'RAW_ANALYTICS_DATA_RETENTION_DAYS', 30)),
    evaluationBlocks: countOf(setting, 'BUCKETED_ANALYTICS_DATA_RETENTION_DAYS', 90),
    requestBlocks: countOf(setting, 'BUCKETED_ANALYTICS_DATA_RETENTION_DAYS', 90),
    evaluationHours: countOf(setting, 'HOURLY_ANALYTICS_DATA_RETENTION_DAYS', 730),
    requestHours: countOf(setting, 'HOURLY_ANALYTICS_DATA_RETENTION_DAYS', 730),
  } as const;
  for (const what of Object.keys(ages) as (keyof typeof ages)[]) {
    for (let statement = 0; statement < STATEMENTS_A_SWEEP; statement += 1) {
      if ((await removeOlder(database, what, ages[what], ROWS_A_STATEMENT)) < ROWS_A_STATEMENT) break;
    }
  }
}
