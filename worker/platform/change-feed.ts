import { FeedFull, type ChangeFeed, type PublishedChange } from '../core/ports.ts';
import { countOf } from '../core/settings.ts';
import type { HalyardEnv } from './bindings.ts';

/** Of the answer that opens a WebSocket: the version that was the newest then. */
export const VERSION_HEADER = 'halyard-version';
/** Of a publisher's answer when it has no room: which relay to listen to. */
export const RELAY_HEADER = 'halyard-relay';
/** Of the request that opens a WebSocket: which isolate listens, so that one record is enough for all its listeners. */
export const ISOLATE_HEADER = 'halyard-isolate';
/** Relays of an environment with more listeners than one object is to tell. */
export const RELAYS = 8;
/** Of one object. The platform takes 32,768 WebSockets, but telling each of them must not take seconds. */
export const MOST_LISTENERS = 5_000;

/** Streams live in the isolate, which has 128 MB for everything. */
const MOST_STREAMS = 10_000;
const LIFETIME_SECONDS = 300;
/** Longer than any isolate may be behind. */
const REPEAT_AFTER_MS = 6_000;

/** Listens to publishers over WebSockets, which let a publisher sleep while nothing changes. */
export function openChangeFeed(env: HalyardEnv): ChangeFeed {
  let open = 0;
  // Random numbers are to be had in requests alone.
  let isolate: string | null = null;
  const setting = (name: string) => (env as unknown as Record<string, string | undefined>)[name];
  return {
    lifetimeMs: countOf(setting, 'HALYARD_STREAM_SECONDS', LIFETIME_SECONDS) * 1000,
    // Another isolate of the location may answer the client that asks again, and it may not have heard yet.
    repeatAfterMs: env.LOCATION_CACHE === 'off' ? null : REPEAT_AFTER_MS,
    async listen(environmentId, onChange, onEnd) {
      if (open >= MOST_STREAMS) throw new FeedFull();
      open += 1;
      let isOpen = true;
      const release = () => {
        if (isOpen) open -= 1;
        isOpen = false;
      };
      try {
        const { socket, version } = await openSocket(env, environmentId, (isolate ??= crypto.randomUUID()));
        socket.accept();
        socket.addEventListener('message', ({ data }) => onChange(...readTold(String(data))));
        socket.addEventListener('close', onEnd);
        socket.addEventListener('error', onEnd);
        const stop = () => {
          release();
          socket.close(1000);
        };
        return { version, stop };
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

export function readTold(told: string): [change: PublishedChange, record: string | null] {
  const end = told.indexOf('\n');
  return end === -1 ? [JSON.parse(told), null] : [JSON.parse(told.slice(0, end)), told.slice(end + 1)];
}

/** The publisher's own WebSocket; with a crowd, that of a relay. Rejects with FeedFull if none has room. */
async function openSocket(
  env: HalyardEnv,
  environmentId: number,
  isolate: string,
): Promise<{ socket: WebSocket; version: number }> {
  const upgrade = { headers: { upgrade: 'websocket', [ISOLATE_HEADER]: isolate } };
  const publisher = env.PUBLISHER.get(env.PUBLISHER.idFromName(String(environmentId)));
  const answer = await publisher.fetch('https://publisher.halyard.internal/', upgrade);
  const version = Number(answer.headers.get(VERSION_HEADER) ?? 0);
  if (answer.webSocket !== null) return { socket: answer.webSocket, version };
  const first = answer.headers.get(RELAY_HEADER);
  if (first === null) throw new Error('the publisher opened no WebSocket');
  for (let index = 0; index < RELAYS; index += 1) {
    const name = `${environmentId}:${(Number(first) + index) % RELAYS}`;
    const relayed = await env.STREAM_RELAY.get(env.STREAM_RELAY.idFromName(name)).fetch(
      'https://relay.halyard.internal/',
      upgrade,
    );
    const told = Number(relayed.headers.get(VERSION_HEADER) ?? 0);
    if (relayed.webSocket !== null) return { socket: relayed.webSocket, version: Math.max(version, told) };
  }
  throw new FeedFull();
}
