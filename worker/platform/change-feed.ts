import { FeedFull, type ChangeFeed } from '../core/ports.ts';
import { countOf } from '../core/settings.ts';
import type { HalyardEnv } from './bindings.ts';
import { IsolateFeed, type News, type Source } from './isolate-feed.ts';

/** Of the answer that opens a WebSocket: the version that was the newest then. */
export const VERSION_HEADER = 'halyard-version';
/** Isolates that one publisher tells. The platform takes 32,768 WebSockets, but telling each of them must not take seconds. */
export const MOST_LISTENERS = 10_000;

/** Streams live in the isolate, which has 128 MB for everything. */
const MOST_STREAMS = 10_000;
const LIFETIME_SECONDS = 300;
/** Longer than any isolate may be behind. */
const REPEAT_AFTER_MS = 6_000;

/** Listens to publishers over WebSockets, one of each environment, which let a publisher sleep while nothing changes. */
export function openChangeFeed(env: HalyardEnv): ChangeFeed {
  let open = 0;
  const feeds = new Map<number, IsolateFeed>();
  const setting = (name: string) => (env as unknown as Record<string, string | undefined>)[name];
  const most = countOf(setting, 'HALYARD_STREAM_LISTENERS', MOST_STREAMS);
  return {
    lifetimeMs: countOf(setting, 'HALYARD_STREAM_SECONDS', LIFETIME_SECONDS) * 1000,
    // Another isolate of the location may answer the client that asks again, and it may not have heard yet.
    repeatAfterMs: env.LOCATION_CACHE === 'off' ? null : REPEAT_AFTER_MS,
    async listen(environmentId, listener) {
      if (open >= most) throw new FeedFull();
      open += 1;
      const feed = feeds.get(environmentId) ?? new IsolateFeed(() => openSource(env, environmentId));
      feeds.set(environmentId, feed);
      const release = () => {
        open -= 1;
        if (feed.isIdle && feeds.get(environmentId) === feed) feeds.delete(environmentId);
      };
      try {
        const { version, stop } = await feed.listen(listener);
        return { version, stop: () => stop().finally(release) };
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

/** News as they are told, with the record that they are of where there is one: JSON holds no line feed. */
export function writeTold(news: string, record: string): string {
  return `${news}\n${record}`;
}

export function readTold(told: string): News {
  const end = told.indexOf('\n');
  if (end === -1) return { change: JSON.parse(told), record: null };
  return { change: JSON.parse(told.slice(0, end)), record: told.slice(end + 1) };
}

/** Rejects with FeedFull if the publisher has no room. */
async function openSource(env: HalyardEnv, environmentId: number): Promise<Source> {
  const publisher = env.PUBLISHER.get(env.PUBLISHER.idFromName(String(environmentId)));
  const upgrade = { headers: { upgrade: 'websocket' } };
  const { webSocket: socket, headers } = await publisher.fetch('https://publisher.halyard.internal/', upgrade);
  if (socket === null) throw new FeedFull();
  return {
    version: Number(headers.get(VERSION_HEADER) ?? 0),
    begin: (onNews, onEnd) => {
      socket.accept();
      socket.addEventListener('message', ({ data }) => onNews(readTold(String(data))));
      socket.addEventListener('close', onEnd);
      socket.addEventListener('error', onEnd);
    },
    close: () => socket.close(1000),
  };
}
