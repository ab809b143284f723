import type { PublishedEnvironment, PublishedTombstone } from '../contract/published-environment.ts';
import { checksum } from '../core/checked-json.ts';

type Published = PublishedEnvironment | PublishedTombstone;

/** Why a publication waits. `id` is the same as long as the same would happen, so that nobody confirms something else. */
export type Hold = {
  id: string;
  reason: 'invalid' | 'too-large' | 'flags-vanished';
  message: string;
  /** Whether somebody may have it published all the same. */
  can_be_confirmed: boolean;
};

/** KV takes 25 MiB, and an isolate with 128 MB must hold the text and what is compiled from it. */
const MOST_BYTES = 20 * 1024 * 1024;
/** Nobody plans for more; from here on somebody should have a look. */
const UNUSUAL_BYTES = 5 * 1024 * 1024;
/** With fewer flags than this, losing more than half is an everyday edit. */
const FEWEST_FLAGS = 4;

/** What speaks against publishing `after` in the place of `before`, or null. */
export function findHold(before: Published | null, beforeBytes: number, after: Published, bytes: number): Hold | null {
  if (bytes > MOST_BYTES)
    return hold('too-large', `${bytes} bytes are more than can be published`, String(bytes), false);
  if (bytes > UNUSUAL_BYTES && beforeBytes <= UNUSUAL_BYTES) {
    return hold('too-large', `it would grow from ${beforeBytes} to ${bytes} bytes`, 'unusual', true);
  }
  if (before === null || 'gone' in before || 'gone' in after) return null;
  const double = findDouble(after);
  if (double !== null) return hold('invalid', `${double} is there twice`, double, false);
  const left = featureIds(after);
  const had = [...featureIds(before)];
  const vanished = had.filter((id) => !left.has(id)).toSorted((one, other) => one - other);
  if (had.length < FEWEST_FLAGS || vanished.length * 2 <= had.length) return null;
  return hold('flags-vanished', `${vanished.length} of ${had.length} flags would vanish`, vanished.join(), true);
}

/** The name of something that must be there once and is there twice, as after a join that yields its rows several times; or null. */
function findDouble({
  document,
  features,
  feature_states: states,
  server_keys: keys,
}: PublishedEnvironment): string | null {
  const lists: [name: string, ids: (number | string)[]][] = [
    ['feature', document.feature_states.map(({ feature }) => feature.id)],
    ['segment', document.project.segments.map(({ id }) => id)],
    ['identity', document.identity_overrides.map(({ identifier }) => identifier)],
    ['feature detail', features.map(({ id }) => id)],
    ['feature state', states.map(({ featurestate_uuid: uuid }) => uuid)],
    ['key', keys.map(({ hash }) => hash)],
  ];
  for (const [name, ids] of lists) {
    const seen = new Set<number | string>();
    for (const id of ids) {
      if (seen.has(id)) return name === 'feature' || name === 'segment' ? `${name} ${id}` : name;
      seen.add(id);
    }
  }
  return null;
}

/** For a result that readers could not use. */
export function invalidHold(error: unknown): Hold {
  const message = error instanceof Error ? error.message.slice(0, 500) : 'it does not have the shape that readers need';
  return hold('invalid', message, message, false);
}

function hold(reason: Hold['reason'], message: string, of: string, canBeConfirmed: boolean): Hold {
  return { id: checksum(`${reason} ${of}`), reason, message, can_be_confirmed: canBeConfirmed };
}

function featureIds({ document }: PublishedEnvironment): Set<number> {
  return new Set(document.feature_states.map(({ feature }) => feature.id));
}
