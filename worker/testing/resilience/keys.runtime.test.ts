import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ seed: true });
});
afterAll(() => server.stop());

async function readStatus(path: string, key: string): Promise<number> {
  const response = await fetch(`${server.url}${path}`, { headers: { 'X-Environment-Key': key } });
  await response.arrayBuffer();
  return response.status;
}

async function publish(environmentId: number): Promise<void> {
  await server.db.query(`select touch_environment($1, 'test')`, [environmentId]);
}

test('keys: the client key is changed and the old one is not used any more → the new one opens, the old one does not', async () => {
  const { clientKey, environmentId } = server.demo[0]!;
  expect(await readStatus('/api/v1/flags/', clientKey)).toBe(200);

  await server.db.query(`update environments set api_key = 'brand-new' where id = $1`, [environmentId]);
  await publish(environmentId);

  expect(await readStatus('/api/v1/flags/', 'brand-new')).toBe(200);
  await expect.poll(() => readStatus('/api/v1/flags/', clientKey), { timeout: 5_000 }).toBe(403);
});

test('keys: a server-side key is added, then switched off, then expires → opens, does not, does not', async () => {
  const { environmentId } = server.demo[0]!;
  const key = 'ser.added-later';
  const read = () => readStatus('/api/v1/environment-document/', key);
  await server.db.query(
    `insert into environment_api_keys (environment_id, key, key_hash, name)
     values ($1, $2, encode(sha256(convert_to($2, 'UTF8')), 'hex'), 'added')`,
    [environmentId, key],
  );
  await publish(environmentId);
  expect(await read()).toBe(200);

  await server.db.query('update environment_api_keys set active = false where key = $1', [key]);
  await publish(environmentId);
  await expect.poll(read, { timeout: 5_000 }).toBe(403);

  await server.db.query(
    `update environment_api_keys set active = true, expires_at = now() - interval '1 s' where key = $1`,
    [key],
  );
  await publish(environmentId);
  expect(await read()).toBe(403);
});

test('keys: the environment is deleted → its keys open nothing', async () => {
  const { clientKey, serverKey, environmentId } = server.demo[1]!;
  expect(await readStatus('/api/v1/flags/', clientKey)).toBe(200);
  await server.db.query('update environments set deleted_at = now() where id = $1', [environmentId]);
  await publish(environmentId);
  await expect.poll(() => readStatus('/api/v1/flags/', clientKey), { timeout: 5_000 }).toBe(403);
  expect(await readStatus('/api/v1/environment-document/', serverKey)).toBe(403);
});
