import type { PublishedEnvironment, PublishedTombstone } from '../contract/published-environment.ts';

type Published = PublishedEnvironment | PublishedTombstone;

/**
 * Whether clients that listen are to be told of a publication: only where the project has realtime updates on, and only of
 * what concerns everybody. compat: overrides of single identities are not announced.
 */
export function isAnnounced(before: Published | null, after: Published): boolean {
  if ('gone' in after || !after.document.project.enable_realtime_updates) return false;
  if (before === null || 'gone' in before) return before !== null;
  return comparable(before) !== comparable(after);
}

function comparable({ document }: PublishedEnvironment): string {
  return JSON.stringify({ ...document, identity_overrides: [], updated_at: '' });
}
