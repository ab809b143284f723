import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startNeonBridge, type NeonBridge } from './neon-bridge.ts';
import { isRunning } from './processes.ts';
import { startRuntime, type Runtime, type RuntimeOptions } from './runtime.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const stubWorker = fileURLToPath(new URL('fixtures/stub-worker.ts', import.meta.url));
const stubConfig = fileURLToPath(new URL('fixtures/stub.toml', import.meta.url));

let folder: string;
let database: TestDatabase;
let bridge: NeonBridge;
const running: Runtime[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'halyard-stub-'));
  const outfile = join(folder, 'index.js');
  await build({
    entryPoints: [stubWorker],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd'],
  });
  mkdirSync(join(folder, 'dashboard'));
  writeFileSync(join(folder, 'dashboard', 'index.html'), '<title>dashboard</title>');
  database = await createTestDatabase({ empty: true });
  bridge = await startNeonBridge({ databaseUrl: database.url });
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((runtime) => runtime.stop()));
});

afterAll(async () => {
  await bridge.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(more: Partial<RuntimeOptions> = {}): Promise<Runtime> {
  const runtime = await startRuntime({
    configFile: stubConfig,
    scriptFile: join(folder, 'index.js'),
    dashboardFolder: join(folder, 'dashboard'),
    variables: { DATABASE_URL: database.url, NEON_LOCAL: bridge.host },
    log: () => undefined,
    ...more,
  });
  running.push(runtime);
  return runtime;
}

async function getJson(runtime: Runtime, path: string): Promise<unknown> {
  const response = await fetch(runtime.url + path);
  return await response.json();
}

test('runtime: built Worker → answers with its variables, by HTTP query and by WebSocket transaction', async () => {
  const runtime = await start();

  expect(await getJson(runtime, '/health')).toEqual({ status: 'ok', greeting: 'hello' });
  expect(await getJson(runtime, '/query')).toEqual([{ n: 1 }]);
  expect(await getJson(runtime, '/transaction')).toEqual([{ n: 2 }]);
});

test('runtime: an address of the dashboard → the page, through the Worker', async () => {
  const runtime = await start();

  const response = await fetch(`${runtime.url}/projects`);

  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await response.text()).toBe('<title>dashboard</title>');
});

test('runtime: workerd killed → comes back by itself on its port with what it had stored', async () => {
  const runtime = await start();
  expect(await getJson(runtime, '/count')).toEqual({ count: 1 });
  const killed = runtime.pid();

  await runtime.killWorkerd();

  expect(isRunning(killed)).toBe(false);
  expect(runtime.pid()).not.toBe(killed);
  expect(await getJson(runtime, '/count')).toEqual({ count: 2 });
});

test('runtime: stopped and started over the same folder → stored state is there, no process is left', async () => {
  const persistFolder = join(folder, 'kept');
  const first = await start({ persistFolder });
  await getJson(first, '/count');
  const pid = first.pid();

  await first.stop();
  running.splice(0);
  const second = await start({ persistFolder });

  expect(isRunning(pid)).toBe(false);
  expect(await getJson(second, '/count')).toEqual({ count: 2 });
});

test('runtime: cron fired → the scheduled handler runs; the public port cannot fire it', async () => {
  const runtime = await start();

  await fetch(`${runtime.url}/cdn-cgi/handler/scheduled?cron=outside`);
  expect(await getJson(runtime, '/cron')).toBe(null);

  expect(await runtime.fireCron('* * * * *')).toMatchObject({ outcome: 'ok' });
  expect(await getJson(runtime, '/cron')).toBe('* * * * *');
});

test('runtime: two at once → separate ports and state', async () => {
  const [first, second] = await Promise.all([start(), start()]);

  await getJson(first, '/count');

  expect(await getJson(first, '/count')).toEqual({ count: 2 });
  expect(await getJson(second, '/count')).toEqual({ count: 1 });
});

test('runtime: started → no handler of its own for SIGINT and SIGTERM', async () => {
  const before = [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];

  await start();

  expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).toEqual(before);
});

test.each(['127.0.0.1', 'localhost', 'localhost.', '[::ffff:127.0.0.1]'])(
  'runtime: request by the binding EGRESS to %s → refused before there is a connection',
  async (host) => {
    const runtime = await start();
    let connections = 0;
    const server = createServer((_request, response) => response.end('inside'));
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const answer = await getJson(runtime, `/egress?to=${encodeURIComponent(`http://${host}:${port}/`)}`);

    await new Promise((resolve) => server.close(resolve));
    expect([answer, connections]).toEqual([{ refused: expect.any(String) }, 0]);
  },
);
