import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

const KEY = 'operator-key-of-at-least-thirty-two-characters';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ seed: true, ownPostgres: true, variables: { HALYARD_OPERATOR_KEY: KEY } });
});
afterAll(() => server.stop());

async function operate(method: string, path: string, body?: object) {
  const environment = server.demo[0]!.clientKey;
  const answer = await fetch(`${server.url}/operator/environments/${environment}/publication/${path}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as { version: number; pin: object | null } };
}

async function readDarkMode(): Promise<boolean> {
  const answer = await fetch(`${server.url}/api/v1/flags/?feature=dark_mode`, {
    headers: { 'X-Environment-Key': server.demo[0]!.clientKey },
  });
  return ((await answer.json()) as { enabled: boolean }).enabled;
}

test('revert: poisoned edit, then Postgres killed → flags of before within seconds, and after a kill -9 still', async () => {
  const { environmentId } = server.demo[0]!;
  const good = await readDarkMode();
  const { version } = (await operate('GET', '')).body;
  await server.db.query(
    `update feature_states s set enabled = not s.enabled from features f
     where f.id = s.feature_id and f.name = 'dark_mode' and s.environment_id = $1`,
    [environmentId],
  );
  await server.db.query(`select touch_environment($1, 'test')`, [environmentId]);
  await expect.poll(readDarkMode, { timeout: 10_000 }).toBe(!good);
  await server.killPostgres();

  const begin = Date.now();
  const answer = await operate('POST', 'revert/', { version });

  expect(answer).toMatchObject({ status: 200, body: { version: version + 2, pin: { reverted_to: version } } });
  await expect.poll(readDarkMode, { timeout: 10_000 }).toBe(good);
  expect(Date.now() - begin).toBeLessThan(6_000);
  await server.kill9Workerd();
  expect(await readDarkMode()).toBe(good);

  await server.startPostgres();
  expect((await operate('POST', 'release/')).body.pin).toBeNull();
  await expect.poll(readDarkMode, { timeout: 20_000 }).toBe(!good);
});
