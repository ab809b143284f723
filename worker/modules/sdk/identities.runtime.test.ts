import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

let server: TestServer;
const logged: string[] = [];

beforeAll(async () => {
  server = await startTestServer({ seed: true, log: (_, message) => void logged.push(message) });
});
afterAll(() => server.stop());

async function read(query: string): Promise<Response> {
  return fetch(`${server.url}/api/v1/identities/?${query}`, {
    headers: { 'X-Environment-Key': server.demo[0]!.clientKey },
  });
}

test('GET identity: an identifier that is too long only with its blanks → 400, like one that is too long without', async () => {
  const identifier = encodeURIComponent(`${' '.repeat(2_000)}a`);
  const answer = await read(`identifier=${identifier}`);
  expect(answer.status).toBe(400);
  await answer.arrayBuffer();
});

test('GET identity: NUL and half a surrogate pair → no 500, and nothing about it in the log', async () => {
  expect((await read('identifier=a%00b')).status).toBe(400);
  expect((await read('identifier=secret-%ED%A0%BD')).status).toBe(200);
  expect(logged.join('\n')).not.toContain('secret-');
});
