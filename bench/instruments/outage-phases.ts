import { setTimeout as sleep } from 'node:timers/promises';
import type { KvDouble } from '../../worker/testing/runtime/kv-double.ts';
import type { TestServer } from '../../worker/testing/runtime/test-server.ts';

export type Phase = {
  name: string;
  /** Of the usual length. */
  share: number;
  begin?: () => void | Promise<void>;
  /** While the phase goes on; ends with it. */
  during?: (milliseconds: number) => Promise<void>;
};

/** Milliseconds that everything takes longer on its way to Postgres, and on its way back. */
const SLOW_MS = 150;
const KILLS = 3;

/** What is done to the product, in turn; after each fault there is a phase in which it is whole again. */
export function listPhases(server: TestServer, kv: KvDouble): Phase[] {
  const whole = (begin?: Phase['begin']): Phase => ({
    name: '… back',
    share: 0.5,
    ...(begin === undefined ? {} : { begin }),
  });
  const setKv = (read: KvDouble['read'], write: KvDouble['write']) => () => {
    kv.read = read;
    kv.write = write;
  };
  const setDelay = (delayMs: number) => () => {
    server.wire.delayMs = delayMs;
  };
  return [
    { name: 'normal', share: 1 },
    { name: `Postgres slow (+${2 * SLOW_MS} ms a round trip)`, share: 1, begin: setDelay(SLOW_MS) },
    whole(setDelay(0)),
    { name: 'Postgres frozen', share: 1, begin: () => server.freezePostgres() },
    whole(() => server.thawPostgres()),
    { name: 'Postgres killed', share: 1, begin: () => server.killPostgres() },
    whole(() => server.startPostgres()),
    { name: 'KV fails', share: 1, begin: setKv('throws', 'throws') },
    { name: 'KV hangs', share: 1, begin: setKv('hangs', 'hangs') },
    whole(setKv('answers', 'lands')),
    {
      name: `runtime killed ${KILLS} times`,
      share: 1,
      during: async (milliseconds) => {
        for (let kill = 0; kill < KILLS; kill += 1) {
          await server.kill9Workerd();
          await sleep(milliseconds / KILLS);
        }
      },
    },
    whole(),
    {
      name: 'runtime killed while KV fails',
      share: 1,
      begin: setKv('throws', 'throws'),
      during: async (milliseconds) => {
        await server.kill9Workerd();
        await sleep(milliseconds);
      },
    },
    whole(setKv('answers', 'lands')),
  ];
}
