import { NO_LABELS, type Defer, type RequestCount, type RequestCounter, type Resource } from '../core/ports.ts';
import type { UsageLabels, UsageReport } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';
import { logFailure } from './log.ts';
import { chooseShard, usageBufferOf } from './usage-buffers.ts';
import { isOverloaded } from './usage-sink.ts';

/** How long counts wait for company: a report costs a call and a disk write. */
const REPORT_AFTER_MS = 2_000;
/** A timer whose request died with its client never fires. */
const LOST_AFTER_MS = 3 * REPORT_AFTER_MS;
const REPORTS_AT_ONCE = 6;
const MOST_ENVIRONMENTS = 500;
const MOST_LABEL_SETS = 50;

/** Counts by resource: the first place stays empty. */
type Counts = number[];
type Totals = Map<number, Map<UsageLabels, Counts>>;

/** Adds up the requests of this isolate, and reports them to the usage buffers now and then. */
export class BufferedRequestCounter implements RequestCounter {
  readonly #env: HalyardEnv;
  #totals: Totals = new Map();
  #startedAt = 0;
  #shard: number | null = null;

  constructor(env: HalyardEnv) {
    this.#env = env;
  }

  count(environmentId: number, resource: Resource, labels: UsageLabels, defer: Defer): void {
    let ofEnvironment = this.#totals.get(environmentId);
    if (ofEnvironment === undefined) this.#totals.set(environmentId, (ofEnvironment = new Map()));
    let counts = ofEnvironment.get(labels);
    if (counts === undefined) counts = addLabels(ofEnvironment, labels);
    counts[resource] = (counts[resource] ?? 0) + 1;
    const now = Date.now();
    if (this.#totals.size >= MOST_ENVIRONMENTS) defer(this.#report());
    else if (Math.abs(now - this.#startedAt) > LOST_AFTER_MS) {
      this.#startedAt = now;
      defer(this.#reportLater());
    }
  }

  async #reportLater(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, REPORT_AFTER_MS));
    await this.#report();
  }

  async #report(): Promise<void> {
    const totals = [...this.#totals];
    this.#totals = new Map();
    this.#startedAt = 0;
    for (let start = 0; start < totals.length; start += REPORTS_AT_ONCE) {
      const some = totals.slice(start, start + REPORTS_AT_ONCE);
      await Promise.all(some.map(([environmentId, counts]) => this.#send(toReport(environmentId, counts))));
    }
  }

  /** Twice at most, under one id: the buffer may have taken a report whose answer was lost. */
  async #send(report: UsageReport): Promise<void> {
    const shard = (this.#shard ??= chooseShard());
    const { environmentId } = report;
    for (const isLast of [false, true]) {
      try {
        await usageBufferOf(this.#env, environmentId, shard).record(report);
        return;
      } catch (error) {
        if (!isLast && !isOverloaded(error)) continue;
        logFailure('usage.requests.lost', error, { environmentId, requests: sumOf(report) });
        return;
      }
    }
  }
}

/** For installations that do not want their requests counted. */
export const COUNTS_NOTHING: RequestCounter = { count: () => undefined };

/** Beyond so many sets of labels the requests are counted without theirs. */
function addLabels(ofEnvironment: Map<UsageLabels, Counts>, labels: UsageLabels): Counts {
  const kept = ofEnvironment.size < MOST_LABEL_SETS ? labels : NO_LABELS;
  const counts = ofEnvironment.get(kept) ?? [0, 0, 0, 0, 0];
  ofEnvironment.set(kept, counts);
  return counts;
}

function toReport(environmentId: number, byLabels: Map<UsageLabels, Counts>): UsageReport {
  const requests: RequestCount[] = [];
  for (const [labels, counts] of byLabels) {
    for (const [resource, count] of counts.entries()) {
      if (count > 0) requests.push({ resource: resource as Resource, labels, count });
    }
  }
  return { id: crypto.randomUUID(), environmentId, entries: [], requests };
}

function sumOf({ requests }: UsageReport): number {
  return requests.reduce((sum, { count }) => sum + count, 0);
}
