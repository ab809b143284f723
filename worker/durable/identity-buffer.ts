import { DurableObject } from 'cloudflare:workers';
import { StatementRefused, type SqlDatabase } from '../core/database.ts';
import type { IdentityWrite } from '../core/ports.ts';
import { landIdentityWrites } from '../modules/identities/identity-writes.queries.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { BacklogNotice } from '../platform/backlogs.ts';
import { openPostgres, openSqlDatabase } from '../platform/database.ts';
import { logFailure } from '../platform/log.ts';
import { retryDelay } from './publication.ts';

const FIRST_TRY_AFTER_MS = 1_000;
const WRITES_IN_A_BATCH = 200;
/** Characters of a batch's text: writes may be 1 MB each, and the object has 128 MB for everything. */
const BATCH_LENGTH = 4_000_000;
const LONGEST_RETRY_MS = 15_000;

/** Takes acknowledged changes of identities while Postgres cannot, and lands each of them there exactly once. */
export class IdentityBuffer extends DurableObject<HalyardEnv> {
  readonly #notice: BacklogNotice;
  #failures = 0;

  constructor(ctx: DurableObjectState, env: HalyardEnv) {
    super(ctx, env);
    this.#notice = new BacklogNotice(env.ENVIRONMENTS, 'identity', ctx.id.toString());
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS writes (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
       CREATE TABLE IF NOT EXISTS refused (id TEXT PRIMARY KEY, body TEXT NOT NULL)`,
    );
  }

  /** The answer leaves only once the writes are on disk. A repeated write is kept once. */
  async append(writes: IdentityWrite[]): Promise<void> {
    for (const write of writes) {
      this.ctx.storage.sql.exec(
        'INSERT OR IGNORE INTO writes (id, body) VALUES (?, ?)',
        write.id,
        JSON.stringify(write),
      );
    }
    const due = await this.ctx.storage.getAlarm();
    if (due === null) await this.ctx.storage.setAlarm(Date.now() + FIRST_TRY_AFTER_MS);
  }

  /** Never throws: an alarm that fails too often is dropped by the platform. */
  override async alarm(): Promise<void> {
    try {
      await this.#landAll();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      logFailure('identities.buffer.failed', error, { attempts: this.#failures });
    }
    if (this.#oldest().length > 0) {
      const wait = Math.min(LONGEST_RETRY_MS, retryDelay(Math.max(1, this.#failures), Math.random()));
      await this.ctx.storage.setAlarm(Date.now() + wait);
    }
    // Nobody waits for it: KV may be away too.
    void (this.#failures > 0 ? this.#notice.tell(() => this.#measure()) : this.#notice.takeBack());
  }

  #measure(): { waiting: number; since: number } {
    const [count] = this.ctx.storage.sql.exec<{ waiting: number }>('SELECT count(*) AS waiting FROM writes').toArray();
    const [oldest] = this.#oldest();
    const since = oldest === undefined ? Date.now() : (JSON.parse(oldest.body) as IdentityWrite).writtenAt;
    return { waiting: count?.waiting ?? 0, since };
  }

  async #landAll(): Promise<void> {
    const database = openSqlDatabase(openPostgres(this.env));
    for (let batch = this.#oldest(); batch.length > 0; batch = this.#oldest()) {
      const writes = batch.map((row) => JSON.parse(row.body) as IdentityWrite);
      try {
        await landIdentityWrites(database, writes, 'any');
      } catch (error) {
        if (!(error instanceof StatementRefused && error.isFinal)) throw error;
        await this.#landEach(database, writes);
      }
      for (const row of batch) this.ctx.storage.sql.exec('DELETE FROM writes WHERE position = ?', row.position);
    }
  }

  /** One write that Postgres refuses must not hold up the others: it is logged and set aside. */
  async #landEach(database: SqlDatabase, writes: IdentityWrite[]): Promise<void> {
    for (const write of writes) {
      try {
        await landIdentityWrites(database, [write], 'any');
      } catch (error) {
        if (!(error instanceof StatementRefused && error.isFinal)) throw error;
        logFailure('identities.write.refused', error, { id: write.id, environmentId: write.environmentId });
        this.ctx.storage.sql.exec(
          'INSERT OR IGNORE INTO refused (id, body) VALUES (?, ?)',
          write.id,
          JSON.stringify(write),
        );
      }
    }
  }

  /** The longest waiting writes, as many as fit into a batch. */
  #oldest(): { position: number; body: string }[] {
    const batch: { position: number; body: string }[] = [];
    let length = 0;
    const rows = this.ctx.storage.sql.exec<{ position: number; body: string }>(
      'SELECT position, body FROM writes ORDER BY position LIMIT ?',
      WRITES_IN_A_BATCH,
    );
    for (const row of rows) {
      length += row.body.length;
      if (batch.length > 0 && length > BATCH_LENGTH) break;
      batch.push(row);
    }
    return batch;
  }
}
