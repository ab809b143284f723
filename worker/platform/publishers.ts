import type { Publishers } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';

/** Reaches the one publisher of each environment by its name, the environment's id. */
export function openPublishers(env: HalyardEnv): Publishers {
  const publisherOf = (environmentId: number) => env.PUBLISHER.get(env.PUBLISHER.idFromName(String(environmentId)));
  return {
    publish: (environmentId) => publisherOf(environmentId).publish(environmentId),
    status: (environmentId) => publisherOf(environmentId).status(),
    revert: (environmentId, version, by) => publisherOf(environmentId).revert(environmentId, version, by),
    release: (environmentId) => publisherOf(environmentId).release(environmentId),
    figures: (environmentId) => publisherOf(environmentId).figures(),
    confirm: (environmentId, holdId) => publisherOf(environmentId).confirm(environmentId, holdId),
  };
}
