import { Agent, request as ask } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestServer } from '../../worker/testing/runtime/test-server.ts';
import { commitToggle, startProduct } from './product.ts';
import { quantile } from './quantile.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 15);
const READERS = [1, 8, 64];

/** A change is committed and nobody is told: how long readers that ask all the time still get the old answer. */
export async function measureProduct(): Promise<void> {
  const server = await startProduct();
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  try {
    const rows = [];
    for (const readers of READERS) {
      const delays: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) delays.push(await measure(server, agent, readers));
      const figure = (share: number) => Math.round(quantile(delays, share));
      rows.push({ readers, 'p50 ms': figure(0.5), 'p95 ms': figure(0.95), 'p99 ms': figure(0.99) });
    }
    console.table(rows);
  } finally {
    agent.destroy();
    await server.stop();
  }
}

/** Milliseconds from the commit to the last old answer that any reader got. */
async function measure(server: TestServer, agent: Agent, readers: number): Promise<number> {
  const readFlag = () => readDarkMode(server, agent);
  const before = await readFlag();
  let committedAt = Number.POSITIVE_INFINITY;
  let lastOldAt = 0;
  const over = new AbortController();
  const reading = Array.from({ length: readers }, async () => {
    while (!over.signal.aborted) {
      const isOld = (await readFlag()) === before;
      if (isOld && performance.now() > committedAt) lastOldAt = performance.now();
      await sleep(readers > 8 ? 20 : 2);
    }
  });
  await sleep(300 + Math.random() * 1_000);
  await commitToggle(server);
  committedAt = performance.now();
  const end = committedAt + 10_000;
  while (performance.now() < end && (await readFlag()) === before) await sleep(5);
  await sleep(1_500);
  over.abort();
  await Promise.all(reading);
  return Math.max(0, lastOldAt - committedAt);
}

function readDarkMode(server: TestServer, agent: Agent): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-environment-key': server.demo[0]?.clientKey ?? '' };
    const sent = ask(`${server.url}/api/v1/flags/?feature=dark_mode`, { agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve((JSON.parse(text) as { enabled: boolean }).enabled));
    });
    sent.on('error', reject);
    sent.end();
  });
}
