import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ seed: true, variables: { LOGIN_THROTTLE_RATE: '2/min' } });
});
afterAll(() => server.stop());

const ADDRESS = { 'cf-connecting-ip': '192.0.2.55', 'content-type': 'application/json' };

test('behaviour 55: an address beyond its rate of log-ins → 429 there, and none of 60 requests to each SDK route', async () => {
  const { clientKey, serverKey } = server.demo[0]!;
  const logIn = async () => {
    const body = JSON.stringify({ email: 'nobody@example.com', password: 'wrong password' });
    return (await fetch(`${server.url}/api/v1/auth/login/`, { method: 'POST', headers: ADDRESS, body })).status;
  };
  const logIns: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) logIns.push(await logIn());
  expect(logIns.at(-1)).toBe(429);

  const trait = { identity: { identifier: 'anna' }, trait_key: 'plan', trait_value: 'gold' };
  const calls: [method: string, path: string, key: string, body?: unknown][] = [
    ['GET', 'v1/flags/', clientKey],
    ['GET', 'v1/identities/?identifier=anna', clientKey],
    ['POST', 'v1/identities/', clientKey, { identifier: 'anna', traits: [] }],
    ['POST', 'v1/traits/', serverKey, trait],
    ['GET', 'v1/environment-document/', serverKey],
    ['POST', 'v1/analytics/flags/', clientKey, { dark_mode: 1 }],
  ];
  for (const [method, path, key, body] of calls) {
    const ask = async () => {
      const headers = { ...ADDRESS, 'x-environment-key': key };
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      const response = await fetch(`${server.url}/api/${path}`, init);
      await response.arrayBuffer();
      return response.status;
    };
    const statuses = await Promise.all(Array.from({ length: 60 }, ask));
    expect([path, statuses.filter((status) => status === 429 || status >= 500)]).toEqual([path, []]);
  }
});
