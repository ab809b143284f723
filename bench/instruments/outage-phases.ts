import { setTimeout as sleep } from 'node:timers/promises';
import type { KvDouble } from '../../worker/testing/runtime/kv-double.ts';
import type { TestServer } from '../../worker/testing/runtime/test-server.ts';

export type Phase = {
  name: string;
  /** Nothing is broken. */
  isWhole: boolean;
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
    isWhole: true,
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
    { name: 'normal', isWhole: true },
    { name: `Postgres slow by ${2 * SLOW_MS} ms`, isWhole: false, begin: setDelay(SLOW_MS) },
    whole(setDelay(0)),
    { name: 'Postgres frozen', isWhole: false, begin: () => server.freezePostgres() },
    whole(() => server.thawPostgres()),
    { name: 'Postgres killed', isWhole: false, begin: () => server.killPostgres() },
    whole(() => server.startPostgres()),
    { name: 'KV fails', isWhole: false, begin: setKv('throws', 'throws') },
    { name: 'KV hangs', isWhole: false, begin: setKv('hangs', 'hangs') },
    whole(setKv('answers', 'lands')),
    {
      name: `runtime killed ${KILLS} times`,
      isWhole: false,
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
      isWhole: false,
      begin: setKv('throws', 'throws'),
      during: async (milliseconds) => {
        await server.kill9Workerd();
        await sleep(milliseconds);
      },
    },
    whole(setKv('answers', 'lands')),
  ];
}
