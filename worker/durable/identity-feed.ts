import { DurableObject } from 'cloudflare:workers';
import type { HalyardEnv } from '../platform/bindings.ts';
import { logEvent, logFailure } from '../platform/log.ts';
import { retryDelay } from './publication.ts';

const FLUSH_AFTER_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;
const IN_A_BATCH = 200;
/** More does not wait while Postgres is away: these are copies for others, and nobody was promised them. */
const MOST_WAITING = 10_000;

/** Who was served what in an environment, until it is written down for the integrations. The last word of an identity counts. */
export class IdentityFeed extends DurableObject<HalyardEnv> {
  #failures = 0;

  constructor(ctx: DurableObjectState, env: HalyardEnv) {
    super(ctx, env);
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS told (position INTEGER PRIMARY KEY AUTOINCREMENT, environment_id INTEGER NOT NULL,
        identifier TEXT NOT NULL UNIQUE, body TEXT NOT NULL)`,
    );
  }

  async append(environmentId: number, identities: { identifier: string; body: string }[]): Promise<void> {
    const { sql } = this.ctx.storage;
    const [row] = sql.exec<{ waiting: number }>('SELECT count(*) AS waiting FROM told').toArray();
    const taken = identities.slice(0, Math.max(0, MOST_WAITING - (row?.waiting ?? 0)));
    for (const { identifier, body } of taken) {
      sql.exec(
        'INSERT OR REPLACE INTO told (environment_id, identifier, body) VALUES (?, ?, ?)',
        environmentId,
        identifier,
        body,
      );
    }
    const dropped = identities.length - taken.length;
    if (dropped > 0) logEvent('integrations.identities.dropped', { environmentId, identities: dropped, where: 'feed' });
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + FLUSH_AFTER_MS);
  }

  /** Never throws: an alarm that fails too often is dropped by the platform. */
  override async alarm(): Promise<void> {
    try {
      for (let batch = this.#oldest(); batch.length > 0; batch = this.#oldest()) await this.#hand(batch);
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      logFailure('integrations.feed.failed', error, { attempts: this.#failures });
      const wait = Math.min(LONGEST_RETRY_MS, retryDelay(this.#failures, Math.random()));
      await this.ctx.storage.setAlarm(Date.now() + wait);
    }
  }

  async #hand(batch: { position: number; environmentId: number; body: string }[]): Promise<void> {
    // An isolate that only serves flags needs neither.
    const [{ openManagementDatabase }, { openPostgres }, { enqueueIdentities }] = await Promise.all([
      import('../platform/management-database.ts'),
      import('../platform/database.ts'),
      import('../modules/integrations/identity-events.service.ts'),
    ]);
    const database = openManagementDatabase(openPostgres(this.env));
    const environmentId = batch[0]?.environmentId ?? 0;
    const bodies = batch.map(({ body }) => body);
    await database.transaction(async (db) => void (await enqueueIdentities(db, environmentId, bodies)));
    for (const { position } of batch) this.ctx.storage.sql.exec('DELETE FROM told WHERE position = ?', position);
  }

  #oldest() {
    return this.ctx.storage.sql
      .exec<{ position: number; environmentId: number; body: string }>(
        'SELECT position, environment_id AS environmentId, body FROM told ORDER BY position LIMIT ?',
        IN_A_BATCH,
      )
      .toArray();
  }
}
