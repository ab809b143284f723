import type { Throttle } from '../core/context.ts';
import { sha256Hex } from '../core/sha256.ts';
import type { HalyardEnv } from './bindings.ts';

/** One durable object counts for each name. Names hold addresses and emails, so objects are called by their hash. */
export function openThrottle(env: HalyardEnv): Throttle {
  return {
    take: async (name, limit) => env.LOGIN_GUARD.get(env.LOGIN_GUARD.idFromName(await sha256Hex(name))).take(limit),
  };
}
