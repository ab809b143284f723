import type { EnvironmentSnapshot } from '../contract/published-environment.ts';
import { withChecksum } from '../core/checked-json.ts';
import { findHold, invalidHold, type Hold } from './publication-guard.ts';
import { nextPublication, tombstone, type LastPublication } from './publication.ts';
import type { Published } from './publisher-ports.ts';

const encoder = new TextEncoder();

type Draft = { hold: Hold | null; text: string; next: { record: Published; updatedAt: number } | null };

/**
 * What would be published of a snapshot, or of an environment that is gone, and why it is to be held. What cannot be made out is held; throws
 * where nothing was published before that could stay.
 */
export function draftPublication(
  last: LastPublication,
  newest: { record: Published | null; bytes: number } | null,
  environmentId: number,
  snapshot: EnvironmentSnapshot | null,
  now: number,
): Draft {
  try {
    const next =
      snapshot === null
        ? { record: tombstone(last, environmentId, now), updatedAt: last.updatedAt ?? now * 1000 }
        : nextPublication(last, snapshot, now);
    const text = withChecksum(JSON.stringify(next.record));
    const hold = findHold(newest?.record ?? null, newest?.bytes ?? 0, next.record, encoder.encode(text).length);
    return { hold, text, next };
  } catch (error) {
    if (newest === null) throw error;
    return { hold: invalidHold(error), text: '', next: null };
  }
}
