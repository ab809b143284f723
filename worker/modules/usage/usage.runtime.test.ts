import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFeature } from '../../testing/fixtures/scene-features.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openCaller } from '../../testing/fixtures/sdk-calls.test-support.ts';
import { createMember } from '../../testing/management/people.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

const VISIBLE_WITHIN_MS = 60_000;
const JS = { 'flagsmith-sdk-user-agent': 'flagsmith-js-sdk/12.4.0', 'user-agent': 'Mozilla/5.0' };
const SHOP = { ...JS, 'flagsmith-application-name': 'shop', 'flagsmith-application-version': '1.0' };

/** An InfluxDB that refuses once, and then takes what it is sent. */
const written: { url: string; token: string; lines: string[] }[] = [];
let influx: Server;
let server: TestServer;

beforeAll(async () => {
  let refusals = 1;
  influx = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const isTaken = (refusals -= 1) < 0;
      if (isTaken) {
        const token = request.headers.authorization ?? '';
        written.push({ url: request.url ?? '', token, lines: body.split('\n') });
      }
      response.writeHead(isTaken ? 204 : 503).end();
    });
  });
  await new Promise<void>((resolve) => influx.listen(0, '127.0.0.1', resolve));
  server = await startTestServer({
    variables: {
      INFLUXDB_URL: `http://127.0.0.1:${(influx.address() as AddressInfo).port}/`,
      INFLUXDB_TOKEN: 'token',
      INFLUXDB_ORG: 'org',
      INFLUXDB_BUCKET: 'flagsmith_api',
      ALLOW_PRIVATE_DESTINATIONS: 'true',
    },
  });
});
afterAll(async () => {
  await server.stop();
  influx.close();
});

test('usage: requests of every kind → shown within a minute by resource and labels, the same after any number of sweeps, and exported', async () => {
  const scene = await createScene(server.db);
  await addFeature(scene, 'banner');
  const admin = await createMember(server.db, scene.organisationId, 'ADMIN');
  const call = openCaller(server.url, scene.clientKey);
  const identity = { identifier: 'somebody', traits: [] };
  const trait = { identity: { identifier: 'somebody' }, trait_key: 'a', trait_value: 1 };
  const key = scene.serverKey;

  for (let n = 0; n < 5; n += 1) expect((await call('/api/v1/flags/', { headers: SHOP })).status).toBe(200);
  for (let n = 0; n < 4; n += 1) await call('/api/v1/identities/', { headers: SHOP, body: identity });
  for (let n = 0; n < 3; n += 1) await call('/api/v1/traits/', { headers: JS, body: trait });
  for (let n = 0; n < 2; n += 1) await call('/api/v1/environment-document/', { headers: { 'user-agent': 'x' }, key });
  await call('/api/v1/analytics/flags/', { headers: JS, body: { banner: 7 } });
  // None of these is a request that was served.
  await call('/api/v1/flags/', { key: 'nobody' });
  await call('/api/v1/environment-document/');
  await call('/api/v1/flags/', { method: 'DELETE' });
  const sent = Date.now();

  const read = async () => {
    const path = `/api/v1/organisations/${scene.organisationId}/usage-data/?period=1d`;
    const answer = await fetch(server.url + path, { headers: { authorization: admin.authorization } });
    return (await answer.json()) as Record<string, unknown>[];
  };
  const none = { flags: 0, identities: 0, traits: 0, environment_document: 0, day: expect.any(String) };
  const shop = {
    client_application_name: 'shop',
    client_application_version: '1.0',
    user_agent: JS['flagsmith-sdk-user-agent'],
  };
  const expected = [
    { ...none, environment_document: 2, labels: null },
    { ...none, traits: 3, labels: { ...shop, client_application_name: null, client_application_version: null } },
    { ...none, flags: 5, identities: 4, labels: shop },
  ];
  await expect.poll(read, { timeout: VISIBLE_WITHIN_MS, interval: 250 }).toEqual(expected);
  console.log(`requests of SDKs are shown after ${((Date.now() - sent) / 1000).toFixed(1)} s`);

  for (let sweep = 0; sweep < 3; sweep += 1) await server.fireCron('*/15 * * * *');
  await Promise.all([server.fireCron('*/15 * * * *'), server.fireCron('*/15 * * * *')]);
  expect(await read()).toEqual(expected);

  const count = (measurement: string) =>
    written
      .flatMap(({ lines }) => lines)
      .filter((line) => line.startsWith(`${measurement},`))
      .reduce((sum, line) => sum + Number(/request_count=(\d+)i/.exec(line)?.[1]), 0);
  const counts = () => [count('api_call'), count('feature_evaluation')];
  await expect.poll(counts, { timeout: 90_000, interval: 500 }).toEqual([14, 7]);
  expect(written[0]).toMatchObject({
    url: '/api/v2/write?org=org&bucket=flagsmith_api&precision=ns',
    token: 'Token token',
  });
}, 200_000);
