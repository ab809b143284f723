import { afterEach, expect, test } from 'vitest';
import { startTestServer, type TestServer, type TestServerOptions } from './test-server.ts';

let server: TestServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function start(options?: TestServerOptions): Promise<TestServer> {
  server = await startTestServer(options);
  return server;
}

async function fetchFlags({ url, demo }: TestServer): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/api/v1/flags/`, { headers: { 'X-Environment-Key': demo[0]!.clientKey } });
  return { status: response.status, body: await response.json() };
}

test('test server: seeded → serves the demo project and gives SQL beside it', async () => {
  const started = await start({ seed: true });

  const { rows } = await started.db.query('select count(*)::int as n from environments');

  expect(rows).toEqual([{ n: started.demo.length }]);
  expect((await fetchFlags(started)).status).toBe(200);
});

test('test server: workerd killed, then restarted → same address, same flags', async () => {
  const started = await start({ seed: true });
  const before = await fetchFlags(started);
  const pid = started.workerdPid();

  await started.kill9Workerd();
  expect(started.workerdPid()).not.toBe(pid);
  expect(await fetchFlags(started)).toEqual(before);

  await started.restart();
  expect(await fetchFlags(started)).toEqual(before);
});

test('test server: Postgres frozen, killed and started again → flags are served throughout', async () => {
  const started = await start({ seed: true, ownPostgres: true });
  const before = await fetchFlags(started);

  started.freezePostgres();
  expect(await fetchFlags(started)).toEqual(before);
  started.thawPostgres();
  await started.killPostgres();
  expect(await fetchFlags(started)).toEqual(before);
  await started.startPostgres();

  const { rows } = await started.db.query('select 1 as n');
  expect(rows).toEqual([{ n: 1 }]);
});

test('test server: on the shared Postgres → freezing is refused', async () => {
  const started = await start();

  expect(() => started.freezePostgres()).toThrow(/ownPostgres/);
});
