import {
  PUBLISHED_SCHEMA,
  PublishedEnvironment,
  PublishedTombstone,
  type EnvironmentSnapshot,
} from '../contract/published-environment.ts';
import { formatMicroseconds, parseMicroseconds } from '../core/time.ts';

/** What the publisher remembers of its newest publication. */
export type LastPublication = { version: number; updatedAt: number | null };

const ONE_SECOND = 1_000_000;

/**
 * When the next publication says it was made, in epoch microseconds. It moves forward by at least one whole second,
 * because clients compare `Last-Modified`, which has no fraction.
 */
export function nextUpdatedAt(last: LastPublication, rowUpdatedAt: number, now: number): number {
  if (last.version === 0) return rowUpdatedAt;
  return Math.max(now * 1000, rowUpdatedAt, (last.updatedAt ?? 0) + ONE_SECOND);
}

/**
 * Makes the next version of an environment out of what is committed. Throws a ZodError when the result would not have
 * the shape that readers rely on; nothing is published then.
 */
export function nextPublication(
  last: LastPublication,
  snapshot: EnvironmentSnapshot,
  now: number,
): { record: PublishedEnvironment; updatedAt: number } {
  const updatedAt = nextUpdatedAt(last, parseMicroseconds(snapshot.document.updated_at), now);
  const record = PublishedEnvironment.parse({
    schema: PUBLISHED_SCHEMA,
    version: last.version + 1,
    published_at: now,
    ...snapshot,
    document: { ...snapshot.document, updated_at: formatMicroseconds(updatedAt) },
  });
  return { record, updatedAt };
}

/** The last version of an environment that has been deleted. */
export function tombstone(last: LastPublication, environmentId: number, now: number): PublishedTombstone {
  return PublishedTombstone.parse({
    schema: PUBLISHED_SCHEMA,
    environment_id: environmentId,
    version: last.version + 1,
    published_at: now,
    gone: true,
  });
}

/**
 * What `content` says of flags, with who may read it as `access` says: going back to older flags revives no key that was
 * taken away, and keeps none from working that was made since.
 */
export function withAccessOf(
  content: PublishedEnvironment,
  access: Pick<EnvironmentSnapshot, 'server_keys' | 'document'>,
): EnvironmentSnapshot {
  const { api_key: apiKey, project } = access.document;
  const organisation = {
    ...content.document.project.organisation,
    stop_serving_flags: project.organisation.stop_serving_flags,
  };
  return {
    environment_id: content.environment_id,
    server_keys: access.server_keys,
    features: content.features,
    feature_states: content.feature_states,
    document: { ...content.document, api_key: apiKey, project: { ...content.document.project, organisation } },
  };
}

/** Whether both say the same, whenever they were published. */
export function saysTheSame(one: EnvironmentSnapshot, other: EnvironmentSnapshot): boolean {
  return contentOf(one) === contentOf(other);
}

function contentOf({ environment_id, server_keys, features, feature_states, document }: EnvironmentSnapshot): string {
  return JSON.stringify([environment_id, server_keys, features, feature_states, { ...document, updated_at: '' }]);
}

/** Milliseconds until attempt number `attempt` (from 1): 1 s doubling to 5 minutes, spread by ±25 %. */
export function retryDelay(attempt: number, random: number): number {
  const base = Math.min(300_000, 1_000 * 2 ** Math.min(20, attempt - 1));
  return Math.round(base * (0.75 + random / 2));
}
