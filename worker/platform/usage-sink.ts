import { withDeadline } from '../core/deadline.ts';
import type { Defer, EvaluationCount, UsageLabels, UsageReport, UsageSink } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';
import { logEvent } from './log.ts';
import { chooseShard, usageBufferOf } from './usage-buffers.ts';

/** While calls to the object are under way, counts gather in the report of the next one. */
const MOST_CALLS_AT_ONCE = 1;
const CALL_LIMIT_MS = 5_000;
/** Packing a batch for its call holds up the isolate, so it is a small one. */
const COUNTS_IN_A_BATCH = 500;
/** More of an environment does not wait: an object that takes no more must cost the isolate neither memory nor time. */
const MOST_WAITING = 8;
const TELL_SHED_EVERY_MS = 10_000;

/** Counts of several requests on their way to the object as one report. */
type Batch = {
  report: UsageReport;
  countOf: Map<string, EvaluationCount>;
  stored: Promise<void>;
  again: Promise<void> | null;
  settle: { resolve: () => void; reject: (error: unknown) => void };
};

/** One environment's traffic to its object. `calls` holds when each call under way was started. */
type Lane = { waiting: Batch[]; calls: Set<{ startedAt: number }> };

/** Sends evaluation counts to the usage buffer. Requests that arrive together share one call and its disk write. */
export class BufferedUsageSink implements UsageSink {
  readonly #env: HalyardEnv;
  readonly #lanes = new Map<number, Lane>();
  #shed = 0;
  #toldShedAt = 0;
  // Random values are not to be had before the first request, so the shard is chosen on first use.
  #shard: number | null = null;

  constructor(env: HalyardEnv) {
    this.#env = env;
  }

  admits(environmentId: number, defer: Defer): boolean {
    const lane = this.#lanes.get(environmentId);
    if (lane === undefined || lane.waiting.length < MOST_WAITING || hasRoom(lane.waiting.at(-1))) return true;
    // Everything that waits may have lost its request.
    this.#keepDraining(lane, defer);
    this.#noteShed(environmentId);
    return false;
  }

  async record(environmentId: number, counts: EvaluationCount[], labels: UsageLabels, defer: Defer): Promise<void> {
    const lane = this.#lanes.get(environmentId) ?? { waiting: [], calls: new Set() };
    this.#lanes.set(environmentId, lane);
    const batch = this.#joinBatch(environmentId, lane, defer);
    const packed = JSON.stringify(labels);
    for (const count of counts) addCount(batch, count, labels, packed);
    try {
      await withDeadline(batch.stored, CALL_LIMIT_MS, 'the usage buffer');
    } catch (error) {
      if (isOverloaded(error)) throw error;
      // The request that carried the batch may have died with its client.
      await withDeadline(this.#sendAgain(lane, batch, defer), CALL_LIMIT_MS, 'the usage buffer');
    }
  }

  /** Sends a batch under the id it may have been sent with before: once for all requests that share it. */
  #sendAgain(lane: Lane, batch: Batch, defer: Defer): Promise<void> {
    if (batch.again !== null) return batch.again;
    // Counts that joined after this would be taken for a part of the known report.
    lane.waiting = lane.waiting.filter((waiting) => waiting !== batch);
    batch.again = this.#send(batch.report);
    defer(batch.again.catch(() => undefined));
    return batch.again;
  }

  #joinBatch(environmentId: number, lane: Lane, defer: Defer): Batch {
    const open = lane.waiting.at(-1);
    if (open !== undefined && hasRoom(open)) return open;
    if (lane.waiting.length >= MOST_WAITING) {
      this.#noteShed(environmentId);
      throw new Error('the usage buffer takes no more at the moment');
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const batch: Batch = {
      report: { id: crypto.randomUUID(), environmentId, entries: [], requests: [] },
      countOf: new Map(),
      stored: promise,
      again: null,
      settle: { resolve, reject },
    };
    lane.waiting.push(batch);
    promise.catch(() => undefined);
    this.#keepDraining(lane, defer);
    return batch;
  }

  #keepDraining(lane: Lane, defer: Defer): void {
    // A call whose request died never reports its end, so it stops counting after its limit.
    const now = Date.now();
    for (const call of lane.calls) if (Math.abs(now - call.startedAt) > CALL_LIMIT_MS) lane.calls.delete(call);
    if (lane.calls.size < MOST_CALLS_AT_ONCE) defer(this.#drain(lane));
  }

  /** Counts what is shed, and tells now and then. */
  #noteShed(environmentId: number): void {
    this.#shed += 1;
    const now = Date.now();
    if (Math.abs(now - this.#toldShedAt) < TELL_SHED_EVERY_MS) return;
    logEvent('usage.requests.shed', { environmentId, requests: this.#shed });
    this.#shed = 0;
    this.#toldShedAt = now;
  }

  /** Sends batches until none is waiting. */
  async #drain(lane: Lane): Promise<void> {
    const call = { startedAt: Date.now() };
    lane.calls.add(call);
    await Promise.resolve();
    for (let batch = lane.waiting.shift(); batch !== undefined; batch = lane.waiting.shift()) {
      call.startedAt = Date.now();
      try {
        await this.#send(batch.report);
        batch.settle.resolve();
      } catch (error) {
        batch.settle.reject(error);
      }
    }
    lane.calls.delete(call);
  }

  async #send(report: UsageReport): Promise<void> {
    this.#shard ??= chooseShard();
    await usageBufferOf(this.#env, report.environmentId, this.#shard).record(report);
  }
}

/** The platform's sign that an object has too much to do: asking again would only add to it. */
export function isOverloaded(error: unknown): boolean {
  return error instanceof Error && 'overloaded' in error && error.overloaded === true;
}

function hasRoom(batch: Batch | undefined): boolean {
  return batch !== undefined && batch.countOf.size < COUNTS_IN_A_BATCH;
}

function addCount(
  batch: Batch,
  { feature, enabled, count }: EvaluationCount,
  labels: UsageLabels,
  packed: string,
): void {
  const name = `${packed} ${String(enabled)} ${feature}`;
  const known = batch.countOf.get(name);
  if (known !== undefined) {
    known.count += count;
    return;
  }
  const added = { feature, enabled, count };
  batch.countOf.set(name, added);
  batch.report.entries.push({ count: added, labels });
}
