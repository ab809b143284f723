import type { Publishers } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';

/** Reaches the one publisher of each environment by its name, the environment's id. */
export function openPublishers(env: HalyardEnv): Publishers {
  return {
    publish: (environmentId) =>
      env.PUBLISHER.get(env.PUBLISHER.idFromName(String(environmentId))).publish(environmentId),
  };
}
