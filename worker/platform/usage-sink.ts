import { withDeadline } from '../core/deadline.ts';
import type { Defer, UsageReport, UsageSink } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';

/** Objects per environment; each isolate keeps to one of them. */
const SHARDS = 4;
/** While a call to the object is under way, reports gather for the next one. */
const MOST_CALLS_AT_ONCE = 2;
const CALL_LIMIT_MS = 5_000;

type Waiting = { report: UsageReport; settle: () => void; fail: (error: unknown) => void };
type Lane = { waiting: Waiting[]; calls: number };

/** Sends evaluation counts to the usage buffer. Requests that arrive together share one call and its disk write. */
export function openUsageSink(env: HalyardEnv): UsageSink {
  const lanes = new Map<number, Lane>();
  // Random values are not to be had before the first request, so the shard is chosen on first use.
  let shard: number | null = null;

  async function send(environmentId: number, reports: UsageReport[]): Promise<void> {
    shard ??= Math.floor(Math.random() * SHARDS);
    const name = `${environmentId}:${shard}`;
    await env.USAGE_BUFFER.get(env.USAGE_BUFFER.idFromName(name)).record(reports);
  }

  async function drain(environmentId: number, lane: Lane): Promise<void> {
    lane.calls += 1;
    try {
      while (lane.waiting.length > 0) {
        const batch = lane.waiting.splice(0);
        try {
          await send(
            environmentId,
            batch.map((entry) => entry.report),
          );
          for (const entry of batch) entry.settle();
        } catch (error) {
          for (const entry of batch) entry.fail(error);
        }
      }
    } finally {
      lane.calls -= 1;
      if (lane.calls === 0 && lane.waiting.length === 0) lanes.delete(environmentId);
    }
  }

  return {
    async record(environmentId, counts, labels, defer: Defer) {
      if (counts.length === 0) return;
      const report: UsageReport = { id: crypto.randomUUID(), environmentId, entries: [{ counts, labels }] };
      const lane = lanes.get(environmentId) ?? { waiting: [], calls: 0 };
      lanes.set(environmentId, lane);
      const stored = new Promise<void>((settle, fail) => lane.waiting.push({ report, settle, fail }));
      if (lane.calls < MOST_CALLS_AT_ONCE) defer(drain(environmentId, lane));
      try {
        await withDeadline(stored, CALL_LIMIT_MS, 'the usage buffer');
      } catch {
        // The request that carried this report may have died with its client: say it again, under the same id.
        await withDeadline(send(environmentId, [report]), CALL_LIMIT_MS, 'the usage buffer');
      }
    },
  };
}
