import type { UsageBuffers } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';

/** Objects per environment; each isolate keeps to one of them. */
const SHARDS = 4;

export const chooseShard = (): number => Math.floor(Math.random() * SHARDS);

export function usageBufferOf(env: HalyardEnv, environmentId: number, shard: number) {
  return env.USAGE_BUFFER.get(env.USAGE_BUFFER.idFromName(`${environmentId}:${shard}`));
}

export function openUsageBuffers(env: HalyardEnv): UsageBuffers {
  return {
    flush: async (environmentId) => {
      const shards = Array.from({ length: SHARDS }, (_, shard) => usageBufferOf(env, environmentId, shard).flush());
      const ended = await Promise.allSettled(shards);
      return ended.filter((one) => one.status === 'rejected' || !one.value).length;
    },
  };
}
