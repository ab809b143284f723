import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSink, type Sink } from '../../testing/fixtures/sink.ts';
import { parseExposition, valueOf, type ParsedFamily } from '../../testing/fixtures/exposition.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

const KEY = 'operator-key-of-at-least-thirty-two-characters';

let sink: Sink;
let server: TestServer;

beforeAll(async () => {
  sink = await openSink();
  server = await startTestServer({
    seed: true,
    ownPostgres: true,
    variables: {
      HALYARD_OPERATOR_KEY: KEY,
      ALLOW_PRIVATE_DESTINATIONS: 'true',
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector=open%20sesame',
    },
  });
});
afterAll(async () => {
  await server.stop();
  await sink.close();
});

function ask(path = '', authorization: string | null = `Bearer ${KEY}`): Promise<Response> {
  return fetch(`${server.url}/metrics${path}`, { headers: authorization === null ? {} : { authorization } });
}

async function scrape(path = ''): Promise<Map<string, ParsedFamily>> {
  const answer = await ask(path);
  expect(answer.status).toBe(200);
  return parseExposition(await answer.text());
}

function send(path: string, body?: unknown): Promise<Response> {
  return fetch(`${server.url}/api/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'X-Environment-Key': server.demo[0]!.clientKey, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const identify = (value: string) =>
  send('identities/', { identifier: `of-${value}`, traits: [{ trait_key: 'mark', trait_value: value }] });

test('metrics: no key, a wrong one, no scheme → 401; the right one → exposition that says what it is', async () => {
  for (const authorization of [null, 'Bearer wrong', `Token ${KEY}`, KEY]) {
    expect((await ask('', authorization)).status).toBe(401);
  }
  const answer = await ask('/');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  await answer.text();
});

test('metrics: no operator key is set → there is no such page', async () => {
  const closed = await startTestServer();
  try {
    for (const authorization of [`Bearer ${KEY}`, 'Bearer ']) {
      const answer = await fetch(`${closed.url}/metrics`, { headers: { authorization } });
      expect(answer.status).toBe(404);
    }
  } finally {
    await closed.stop();
  }
});

test('metrics: requests of each kind → counted once each by kind and class; publisher and copies as they are', async () => {
  const environment = String(server.demo[0]!.environmentId);
  const before = await scrape();
  const count = (figures: Map<string, ParsedFamily>, kind: string, status: string) =>
    valueOf(figures, 'halyard_isolate_requests_total', { kind, status }) ?? 0;

  await send('flags/');
  await send('flags/');
  await fetch(`${server.url}/api/v1/flags/`);
  await identify('counted');
  await send('analytics/flags/', { dark_mode: 1 });
  await send('identities/', []);
  await fetch(`${server.url}/api/v1/flags/`, { method: 'OPTIONS' });
  await fetch(`${server.url}/api/v1/projects/`);

  await expect
    .poll(async () => valueOf(await scrape(), 'halyard_publisher_copy_lag', { environment }), { timeout: 10_000 })
    .toBe(0);
  const after = await scrape();
  const grown = (kind: string, status: string) => count(after, kind, status) - count(before, kind, status);
  expect([grown('flags', '2xx'), grown('flags', '4xx'), grown('identities', '2xx'), grown('analytics', '2xx')]).toEqual(
    [2, 1, 1, 1],
  );
  expect([grown('identities', '4xx'), grown('preflight', '2xx'), grown('management', '4xx')]).toEqual([1, 1, 1]);
  expect([grown('flags', '5xx'), grown('identities', '5xx'), grown('stream', '2xx')]).toEqual([0, 0, 0]);
  expect(valueOf(after, 'halyard_isolate_environments')).toBe(1);
  expect(valueOf(after, 'halyard_isolate_identities')).toBeGreaterThanOrEqual(1);
  expect(valueOf(after, 'halyard_isolate_loads_total', { outcome: 'publisher' })).toBe(1);
  expect(valueOf(after, 'halyard_publisher_version', { environment })).toBeGreaterThanOrEqual(1);
  expect(valueOf(after, 'halyard_publisher_held', { environment })).toBe(0);
});

test('metrics: only=installation → nothing of the isolate, and the same whoever is asked', async () => {
  const names = [...(await scrape('?only=installation')).keys()];

  expect(names).toContain('halyard_outbox_rows');
  expect(names.filter((name) => name.startsWith('halyard_isolate_'))).toEqual([]);
});

test('export: the minute cron → the collector gets OTLP of the same figures, with the headers; once a minute', async () => {
  await server.fireCron();
  await server.fireCron();

  expect(sink.requests).toHaveLength(1);
  const [got] = sink.requests;
  expect(got).toMatchObject({
    path: '/v1/metrics',
    headers: { 'content-type': 'application/json', 'x-collector': 'open sesame' },
  });
  type Metric = { name: string; sum?: { dataPoints: unknown[] }; gauge?: { dataPoints: unknown[] } };
  const body = JSON.parse(got!.body) as { resourceMetrics: { scopeMetrics: { metrics: Metric[] }[] }[] };
  const metrics = body.resourceMetrics[0]!.scopeMetrics[0]!.metrics;
  const exposed = await scrape();
  expect(metrics.map(({ name }) => name).toSorted()).toEqual([...exposed.keys()].toSorted());
  for (const { name, sum, gauge } of metrics) {
    expect(exposed.get(name)?.type).toBe(sum === undefined ? 'gauge' : 'counter');
    for (const point of (sum ?? gauge)!.dataPoints) {
      expect(point).toMatchObject({ timeUnixNano: expect.stringMatching(/^\d{19}$/), asDouble: expect.any(Number) });
    }
  }
});

test('metrics: Postgres frozen → answered within 5 s without its figures; what buffers hold back is told, and ends after', async () => {
  await send('flags/');
  server.freezePostgres();
  try {
    const begin = Date.now();
    const frozen = await scrape();
    expect(Date.now() - begin).toBeLessThan(5_000);
    expect(valueOf(frozen, 'halyard_database_up')).toBe(0);
    expect(frozen.has('halyard_outbox_rows')).toBe(false);
    expect(valueOf(frozen, 'halyard_publisher_up')).toBe(1);

    expect((await identify('buffered')).status).toBe(200);
    expect((await send('analytics/flags/', { dark_mode: 1 })).status).toBe(200);
    const backlog = async (buffer: string) => valueOf(await scrape(), 'halyard_buffer_backlog', { buffer });
    await expect.poll(() => backlog('identity'), { timeout: 20_000, interval: 500 }).toBe(1);
    await expect.poll(() => backlog('usage'), { timeout: 40_000, interval: 500 }).toBeGreaterThanOrEqual(1);
    const late = await scrape();
    expect(valueOf(late, 'halyard_isolate_identity_writes_buffered_total')).toBe(1);
    expect(valueOf(late, 'halyard_buffer_backlog_oldest_seconds', { buffer: 'identity' })).toBeGreaterThan(0);
  } finally {
    server.thawPostgres();
  }
  const left = async () => {
    const figures = await scrape();
    return ['usage', 'identity'].map((buffer) => valueOf(figures, 'halyard_buffers_backlogged', { buffer }));
  };
  await expect.poll(left, { timeout: 40_000, interval: 500 }).toEqual([0, 0]);
  await expect.poll(async () => valueOf(await scrape(), 'halyard_database_up'), { timeout: 10_000 }).toBe(1);
}, 150_000);
