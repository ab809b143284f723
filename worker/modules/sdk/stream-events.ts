import type { PublishedChange } from '../../core/ports.ts';

/** Which events a client wants: those that SDKs know, or with all that may be known. */
export type EventDetail = 'sdk' | 'full';

/** News with what is left to be told of it; several that wait become one. */
export type News = Omit<PublishedChange, 'version'> & { version: number };

/** compat: the fraction never vanishes, and an event is one chunk; some clients need both. */
export function changeEvent(detail: EventDetail, news: News): string {
  const updatedAt = `"updated_at": ${news.updated_at}`;
  if (detail === 'sdk') return `event: environment_updated\ndata: {${updatedAt}}\n\n`;
  const event = news.everybody ? 'environment_updated' : 'identity_overrides_updated';
  const { version, features, identity_features: identityFeatures } = news;
  const more = JSON.stringify({ version, features, identity_features: identityFeatures });
  return `id: ${version}\nevent: ${event}\ndata: {${updatedAt}, ${more.slice(1)}\n\n`;
}

/** How long the client is to wait before it comes back, and what it is to say then. Not an event: it has no data. */
export function resumeBlock(retryMs: number, version: number): string {
  return `retry: ${Math.round(retryMs)}\nid: ${version}\n\n`;
}

export const PING = ': ping\n\n';

/** What is to be told when `next` comes before `waiting` was told. */
export function mergeNews(waiting: News | null, next: News): News {
  if (waiting === null) return next;
  const union = (one: string[], other: string[]) => [...new Set([...one, ...other])].toSorted();
  const [older, newer] = waiting.version > next.version ? [next, waiting] : [waiting, next];
  return {
    version: newer.version,
    updated_at: newer.updated_at,
    everybody: older.everybody || newer.everybody,
    features: union(older.features, newer.features),
    identity_features: union(older.identity_features, newer.identity_features),
  };
}

/** The version that a client says it knows, from `Last-Event-ID`; null if it says none. */
export function readLastEventId(header: string | null): number | null {
  return header !== null && /^\d{1,15}$/.test(header.trim()) ? Number(header) : null;
}
