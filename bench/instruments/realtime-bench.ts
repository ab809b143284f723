import { setTimeout as sleep } from 'node:timers/promises';
import { readResidentBytes } from '../../worker/testing/fixtures/process-memory.ts';
import { readCpuSeconds } from './cpu-time.ts';
import { commitToggle, startProduct } from './product.ts';
import { quantile } from './quantile.ts';
import { StreamClient } from './stream-client.ts';

const CLIENTS = Number(process.env['CLIENTS'] ?? 500);
const PUBLICATIONS = Number(process.env['PUBLICATIONS'] ?? 20);
const LONGEST_WAIT_MS = 60_000;

const server = await startProduct();
const url = `${server.url}/sse/environments/${server.demo[0]?.clientKey}/stream`;
const clients: StreamClient[] = [];
try {
  const memoryBefore = readResidentBytes(server.workerdPid());
  const openedAt = Date.now();
  for (let index = 0; index < CLIENTS; index += 1) clients.push(new StreamClient(url));
  await until(() => clients.every((client) => client.isOpen));
  console.log(`${CLIENTS} clients opened in ${Date.now() - openedAt} ms`);
  const memory = readResidentBytes(server.workerdPid()) - memoryBefore;
  console.log(`memory of workerd: ${Math.round(memory / CLIENTS / 1024)} KiB for each client`);

  const [latencies, fromPublished, fromFirst]: [number[], number[], number[]] = [[], [], []];
  let lost = 0;
  let cpuSeconds = 0;
  for (let round = 0; round < PUBLICATIONS; round += 1) {
    const counts = clients.map((client) => client.events);
    await commitToggle(server);
    const cpuBefore = readCpuSeconds(server.workerdPid());
    const begin = performance.timeOrigin + performance.now();
    await server.fireCron();
    await until(() => clients.every((client, index) => client.events > (counts[index] ?? 0)), 30_000);
    cpuSeconds += readCpuSeconds(server.workerdPid()) - cpuBefore;
    const told = clients.filter((client, index) => client.events > (counts[index] ?? 0));
    const times = told.map((client) => client.lastEventAt);
    const first = Math.min(...times);
    latencies.push(...times.map((time) => time - begin));
    fromPublished.push(...told.map((client) => client.lastEventAt - client.lastPublishedAt));
    fromFirst.push(...times.map((time) => time - first));
    lost += clients.length - told.length;
    await sleep(1_100);
  }
  const figures = (values: number[]) =>
    `p50 ${quantile(values, 0.5).toFixed(0)} ms, p99 ${quantile(values, 0.99).toFixed(0)} ms`;
  console.log(`cron fired → event received: ${figures(latencies)}, lost ${lost}`);
  console.log(`published (updated_at) → event received: ${figures(fromPublished)}`);
  console.log(`first client told → client told: ${figures(fromFirst)}`);

  const cpuMs = (cpuSeconds / PUBLICATIONS) * 1000;
  console.log(
    `processor time of workerd: ${cpuMs.toFixed(0)} ms a publication, ${((cpuMs / CLIENTS) * 1000).toFixed(0)} µs a client`,
  );

  const killedAt = Date.now();
  await server.kill9Workerd();
  const openings = clients.map((client) => client.openings);
  await until(() => clients.every((client) => client.isOpen && client.openedAt > killedAt), LONGEST_WAIT_MS);
  const back = clients.filter((client) => client.isOpen && client.openedAt > killedAt).length;
  console.log(`after kill -9: ${back} of ${CLIENTS} clients back in ${Date.now() - killedAt} ms`);
  console.log(`connections each needed for that, at most: ${attempts(openings)}`);
} finally {
  for (const client of clients) client.stop();
  await server.stop();
}

function attempts(before: number[]): number {
  return Math.max(...clients.map((client, index) => client.openings - (before[index] ?? 0)));
}

async function until(holds: () => boolean, limitMs = LONGEST_WAIT_MS): Promise<void> {
  const end = Date.now() + limitMs;
  while (!holds() && Date.now() < end) await sleep(5);
}
