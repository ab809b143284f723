import { FeedFull, type ChangeFeed } from '../core/ports.ts';
import { countOf } from '../core/settings.ts';
import type { HalyardEnv } from './bindings.ts';

/** Of the answer that opens a WebSocket: the version that was the newest then. */
export const VERSION_HEADER = 'halyard-version';

/** Streams live in the isolate, which has 128 MB for everything. */
const MOST_STREAMS = 10_000;
const LIFETIME_SECONDS = 300;
/** Longer than any isolate may be behind. */
const REPEAT_AFTER_MS = 6_000;

/** Listens to publishers over WebSockets, which let a publisher sleep while nothing changes. */
export function openChangeFeed(env: HalyardEnv): ChangeFeed {
  let open = 0;
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
        const publisher = env.PUBLISHER.get(env.PUBLISHER.idFromName(String(environmentId)));
        const answer = await publisher.fetch('https://publisher.halyard.internal/', {
          headers: { upgrade: 'websocket' },
        });
        if (answer.status === 503) throw new FeedFull();
        const socket = answer.webSocket;
        if (socket === null) throw new Error('the publisher opened no WebSocket');
        socket.accept();
        socket.addEventListener('message', ({ data }) => onChange(JSON.parse(String(data))));
        socket.addEventListener('close', onEnd);
        socket.addEventListener('error', onEnd);
        const stop = () => {
          release();
          socket.close(1000);
        };
        return { version: Number(answer.headers.get(VERSION_HEADER) ?? 0), stop };
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}
