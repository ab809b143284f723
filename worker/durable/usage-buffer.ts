import { DurableObject } from 'cloudflare:workers';
import { StatementRefused, type Database } from '../core/database.ts';
import type { EvaluationBlock, UsageReport } from '../core/ports.ts';
import { floorToQuarterHour } from '../core/time.ts';
import { landEvaluationCounts } from '../modules/usage/evaluation-blocks.queries.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { openDatabase } from '../platform/database.ts';
import { logFailure } from '../platform/log.ts';
import { retryDelay } from './publication.ts';
import { UsageStore } from './usage-store.ts';

/** How long counts wait for company before they go to Postgres. */
const FLUSH_AFTER_MS = 10_000;
/** Counts are to be seen soon after Postgres is back; a try costs one request that the circuit breaker may spare. */
const LONGEST_RETRY_MS = 15_000;
/** A sender that heard nothing repeats its report well within this time. */
const REMEMBER_REPORTS_MS = 10 * 60 * 1000;

/** Keeps evaluation counts in blocks of a quarter of an hour until Postgres has them. */
export class UsageBuffer extends DurableObject<HalyardEnv> {
  readonly #store: UsageStore;
  readonly #database: Database;
  #failures = 0;
  #armed = false;

  constructor(ctx: DurableObjectState, env: HalyardEnv) {
    super(ctx, env);
    this.#store = new UsageStore(ctx.storage);
    this.#database = openDatabase(env);
  }

  /** The answer leaves only once the counts are on disk. */
  async record(report: UsageReport): Promise<void> {
    const now = Date.now();
    this.#store.add(report, floorToQuarterHour(now), now);
    await this.#arm(FLUSH_AFTER_MS);
  }

  /** Never throws: an alarm that fails too often is dropped by the platform. */
  override async alarm(): Promise<void> {
    this.#armed = false;
    try {
      this.#store.forgetReports(Date.now() - REMEMBER_REPORTS_MS);
      await this.#flush();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      logFailure('usage.flush.failed', error, { attempts: this.#failures });
    }
    if (this.#failures > 0) await this.#arm(Math.min(LONGEST_RETRY_MS, retryDelay(this.#failures, Math.random())));
    else if (this.#store.hasCounts()) await this.#arm(FLUSH_AFTER_MS);
  }

  /** A sealed batch is sent under the same id until Postgres has taken it, so that a repeat changes nothing. */
  async #flush(): Promise<void> {
    this.#store.seal();
    for (let batch = this.#store.oldestBatch(); batch !== null; batch = this.#store.oldestBatch()) {
      await this.#land(`usage:${this.ctx.id.toString()}:${batch.sequence}`, batch.rows);
      this.#store.drop(batch.sequence);
    }
  }

  /** One line that Postgres refuses must not hold up the others: it is logged and passed over. */
  async #land(id: string, rows: EvaluationBlock[]): Promise<void> {
    try {
      await landEvaluationCounts(this.#database, id, rows);
    } catch (error) {
      if (!(error instanceof StatementRefused && error.isFinal)) throw error;
      if (rows.length === 1) logFailure('usage.count.refused', error, { id });
      else for (const [index, row] of rows.entries()) await this.#land(`${id}:${index}`, [row]);
    }
  }

  async #arm(inMs: number): Promise<void> {
    if (this.#armed) return;
    this.#armed = true;
    const due = await this.ctx.storage.getAlarm();
    if (due === null) await this.ctx.storage.setAlarm(Date.now() + inMs);
  }
}
