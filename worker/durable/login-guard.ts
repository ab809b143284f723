import { DurableObject } from 'cloudflare:workers';
import type { HalyardEnv } from '../platform/bindings.ts';
import { takeUse, type Limit, type RateWindow } from './rate-window.ts';

const KEY = 'window';

/** Counts the uses of one thing by one user or address: one object each, so that all isolates share the count. */
export class LoginGuard extends DurableObject<HalyardEnv> {
  /** Null if one more use is within the limit, and it is counted; else the seconds to wait. */
  async take(limit: Limit): Promise<number | null> {
    const now = Date.now();
    const taken = takeUse((await this.ctx.storage.get<RateWindow>(KEY)) ?? null, limit, now);
    if ('wait' in taken) return taken.wait;
    await this.ctx.storage.put(KEY, taken);
    await this.ctx.storage.setAlarm(now + 2 * limit.seconds * 1000);
    return null;
  }

  /** Nothing was used for two windows: forget that this was ever counted. */
  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}
