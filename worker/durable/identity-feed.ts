import { DurableObject } from 'cloudflare:workers';
import { gatherTold, type ToldBatch } from '../core/told-batch.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { logEvent, logFailure } from '../platform/log.ts';
import { retryDelay } from './publication.ts';
import { ToldQueue, type WaitingIdentity } from './told-queue.ts';

const FLUSH_AFTER_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;
const IN_A_BATCH = 200;
/** More does not wait while Postgres is away: these are copies for others, and nobody was promised them. */
const MOST_WAITING = 10_000;

/** Who was served what in an environment, until it is written down for the integrations. The last word of an identity counts. */
export class IdentityFeed extends DurableObject<HalyardEnv> {
  readonly #queue: ToldQueue;
  #failures = 0;

  constructor(ctx: DurableObjectState, env: HalyardEnv) {
    super(ctx, env);
    this.#queue = new ToldQueue(ctx.storage.sql);
  }

  async tell(environmentId: number, { shared, identities }: ToldBatch): Promise<void> {
    const taken = identities.slice(0, Math.max(0, MOST_WAITING - this.#queue.size));
    this.#queue.add(environmentId, { shared, identities: taken });
    const dropped = identities.length - taken.length;
    if (dropped > 0) logEvent('integrations.identities.dropped', { environmentId, identities: dropped, where: 'feed' });
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + FLUSH_AFTER_MS);
  }

  /** Never throws: an alarm that fails too often is dropped by the platform. */
  override async alarm(): Promise<void> {
    try {
      for (let some = this.#oldest(); some.length > 0; some = this.#oldest()) await this.#hand(some);
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      logFailure('integrations.feed.failed', error, { attempts: this.#failures });
      const wait = Math.min(LONGEST_RETRY_MS, retryDelay(this.#failures, Math.random()));
      await this.ctx.storage.setAlarm(Date.now() + wait);
    }
  }

  #oldest(): WaitingIdentity[] {
    return this.#queue.oldest(IN_A_BATCH);
  }

  async #hand(waiting: WaitingIdentity[]): Promise<void> {
    // An isolate that only serves flags needs neither.
    const [{ openManagementDatabase }, { openPostgres }, { enqueueIdentities }] = await Promise.all([
      import('../platform/management-database.ts'),
      import('../platform/database.ts'),
      import('../modules/integrations/identity-events.service.ts'),
    ]);
    const database = openManagementDatabase(openPostgres(this.env));
    const environmentId = waiting[0]?.environmentId ?? 0;
    const batch = gatherTold(waiting.map(({ told }) => told));
    await database.transaction(async (db) => void (await enqueueIdentities(db, environmentId, batch)));
    this.#queue.remove(waiting.at(-1)?.position ?? 0);
  }
}
