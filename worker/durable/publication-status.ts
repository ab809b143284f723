import type { PublicationStatus } from '../contract/publications.ts';
import type { PublishedEnvironment, PublishedTombstone } from '../contract/published-environment.ts';
import { isIntact } from '../core/checked-json.ts';
import type { PublicationLog } from './publication-store.ts';

type Published = PublishedEnvironment | PublishedTombstone;

/** A kept version that can be relied on, or null. */
export function readKept(store: PublicationLog, version: number): { record: Published; text: string } | null {
  const text = store.read(version);
  return text === null || !isIntact(text) ? null : { record: JSON.parse(text) as Published, text };
}

export function listKept(store: PublicationLog): PublicationStatus['kept'] {
  return store.listVersions().flatMap((version) => {
    const kept = readKept(store, version);
    if (kept === null) return [];
    const { record, text } = kept;
    const isGone = 'gone' in record;
    return [
      {
        version,
        published_at: record.published_at,
        flags: isGone ? 0 : record.document.feature_states.length,
        bytes: text.length,
        gone: isGone,
      },
    ];
  });
}
