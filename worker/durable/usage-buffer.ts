import { DurableObject } from 'cloudflare:workers';
import { StatementRefused, type SqlDatabase } from '../core/database.ts';
import type { UsageBlock, UsageReport } from '../core/ports.ts';
import { floorToQuarterHour } from '../core/time.ts';
import { landUsage } from '../modules/usage/usage-blocks.queries.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { BacklogNotice } from '../platform/backlogs.ts';
import { openPostgres, openSqlDatabase } from '../platform/database.ts';
import { logEvent, logFailure } from '../platform/log.ts';
import type { UsageExport } from './influx-export.ts';
import { retryDelay } from './publication.ts';
import { openUsageExport } from './usage-export.ts';
import { UsageStore } from './usage-store.ts';

/** How long counts wait for company before they go to Postgres. */
const FLUSH_AFTER_MS = 10_000;
/** Counts are to be seen soon after Postgres is back; a try costs one request that the circuit breaker may spare. */
const LONGEST_RETRY_MS = 15_000;
const EXPORT_RETRY_MS = 20_000;
/** Batches that wait for an export that does not answer. */
const MOST_EXPORTS = 200;
/** A sender that heard nothing repeats its report within seconds; the rest is for a clock that is set forward meanwhile. */
const REMEMBER_REPORTS_MS = 20 * 60 * 1000;

/** Keeps counts in blocks of a quarter of an hour until Postgres has them. */
export class UsageBuffer extends DurableObject<HalyardEnv> {
  readonly #store: UsageStore;
  readonly #database: SqlDatabase;
  readonly #export: UsageExport | null;
  readonly #notice: BacklogNotice;
  #flushing: Promise<boolean> | null = null;
  #failures = 0;
  #armed = false;

  constructor(ctx: DurableObjectState, env: HalyardEnv) {
    super(ctx, env);
    this.#store = new UsageStore(ctx.storage);
    this.#database = openSqlDatabase(openPostgres(env));
    this.#export = openUsageExport(env, this.#database);
    this.#notice = new BacklogNotice(env.ENVIRONMENTS, 'usage', ctx.id.toString());
    if (this.#store.hasWork()) void ctx.blockConcurrencyWhile(() => this.#arm(FLUSH_AFTER_MS));
  }

  /** The answer leaves only once the counts are on disk. */
  async record(report: UsageReport): Promise<void> {
    const now = Date.now();
    this.#store.add(report, floorToQuarterHour(now), now);
    await this.#arm(FLUSH_AFTER_MS);
  }

  /** Brings everything to Postgres that is here now. Resolves with whether Postgres has taken it. */
  flush(): Promise<boolean> {
    this.#flushing ??= this.#landAll().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  /** Never throws: an alarm that fails too often is dropped by the platform. */
  override async alarm(): Promise<void> {
    this.#armed = false;
    this.#store.forgetReports(Date.now() - REMEMBER_REPORTS_MS);
    const hasLanded = await this.flush();
    const isExported = await this.#exportAll();
    if (!hasLanded) await this.#arm(Math.min(LONGEST_RETRY_MS, retryDelay(this.#failures, Math.random())));
    else if (this.#store.hasCounts()) await this.#arm(FLUSH_AFTER_MS);
    else if (!isExported) await this.#arm(EXPORT_RETRY_MS);
    // Nobody waits for it: KV may be away too.
    void (hasLanded ? this.#notice.takeBack() : this.#notice.tell(() => this.#store.measureBacklog()));
  }

  /** A sealed batch is sent under the same id until Postgres has taken it, so that a repeat changes nothing. */
  async #landAll(): Promise<boolean> {
    try {
      this.#store.seal();
      for (let batch = this.#store.oldestBatch(); batch !== null; batch = this.#store.oldestBatch()) {
        await this.#land(`usage:${this.ctx.id.toString()}:${batch.sequence}`, batch.rows);
        this.#store.drop(batch.sequence, this.#export === null ? 'forget' : 'export');
      }
      this.#failures = 0;
      return true;
    } catch (error) {
      this.#failures += 1;
      logFailure('usage.flush.failed', error, { attempts: this.#failures });
      return false;
    }
  }

  /** One line that Postgres refuses must not hold up the others: it is logged and passed over. */
  async #land(id: string, rows: UsageBlock[]): Promise<void> {
    try {
      await landUsage(this.#database, id, rows);
    } catch (error) {
      if (!(error instanceof StatementRefused && error.isFinal)) throw error;
      if (rows.length === 1) logFailure('usage.count.refused', error, { id });
      else for (const [index, row] of rows.entries()) await this.#land(`${id}:${index}`, [row]);
    }
  }

  /** A copy for charts elsewhere: it is tried again for as long as there is room, and holds up nothing. */
  async #exportAll(): Promise<boolean> {
    try {
      for (let batch = this.#store.oldestExport(); batch !== null; batch = this.#store.oldestExport()) {
        await this.#export?.send(`${this.ctx.id.toString()}:${batch.sequence}`, batch.rows);
        this.#store.dropExport(batch.sequence);
      }
      return true;
    } catch (error) {
      const dropped = this.#store.trimExports(MOST_EXPORTS);
      if (dropped > 0) logEvent('usage.export.dropped', { batches: dropped });
      logFailure('usage.export.failed', error);
      return false;
    }
  }

  async #arm(inMs: number): Promise<void> {
    if (this.#armed) return;
    this.#armed = true;
    const due = await this.ctx.storage.getAlarm();
    if (due === null) await this.ctx.storage.setAlarm(Date.now() + inMs);
  }
}
