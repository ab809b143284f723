import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withConnection } from '../../../scripts/local/database.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';
import { countLandedEvaluations } from './ledger.ts';

const FEATURE = 'dark_mode';
/** The usage buffer lets counts wait for ten seconds. */
const LANDING_MS = 25_000;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ seed: true });
});
afterAll(() => server.stop());

/** Sends counts with a header in raw UTF-8, which `fetch` would refuse. Resolves with the status line. */
function sendCounts(applicationName: string, count: number): Promise<string> {
  const body = JSON.stringify({ [FEATURE]: count });
  const lines = [
    'POST /api/v1/analytics/flags/ HTTP/1.1',
    'Host: halyard',
    'Connection: close',
    `X-Environment-Key: ${server.demo[0]!.clientKey}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `Flagsmith-Application-Name: ${applicationName}`,
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    socket.on('close', () => resolve(answer.split('\r\n', 1)[0] ?? ''));
    socket.on('error', reject);
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  });
}

async function identify(identifier: string, value: string): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/identities/`, {
    method: 'POST',
    headers: { 'X-Environment-Key': server.demo[0]!.clientKey, 'Content-Type': 'application/json' },
    body: JSON.stringify({ identifier, traits: [{ trait_key: 'mark', trait_value: value }] }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Makes Postgres refuse every write, as after a failover to a replica or with a full disk. */
async function setReadOnly(readOnly: boolean): Promise<void> {
  await withConnection(server.databaseUrl, async (client) => {
    await client.query('set default_transaction_read_only = off');
    const { rows } = await client.query<{ name: string }>('select current_database() as name');
    await client.query(
      `alter database "${rows[0]!.name}" set default_transaction_read_only = ${readOnly ? 'on' : 'off'}`,
    );
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
  });
}

test('analytics: a label whose cut leaves half an emoji → its counts land, and so do those after it', async () => {
  expect(await sendCounts(`${'a'.repeat(99)}😀`, 2)).toContain('200');
  expect(await sendCounts('plain', 3)).toContain('200');

  const landed = () => countLandedEvaluations(server.db, server.demo[0]!.environmentId);
  await expect.poll(landed, { timeout: LANDING_MS, interval: 500 }).toBe(5);
});

test('analytics: steady reports while counts are landing → Postgres is written to now and then, not all the time', async () => {
  const countBatches = async () => {
    const { rows } = await server.db.query<{ n: number }>('select count(*)::int as n from applied_batches');
    return rows[0]!.n;
  };
  const before = await countBatches();
  await sendCounts('steady', 1);
  await sleep(8_500);
  const end = Date.now() + 3_000;
  const sender = async () => {
    while (Date.now() < end) await sendCounts('steady', 1);
  };
  await Promise.all(Array.from({ length: 6 }, sender));
  expect((await countBatches()) - before).toBeLessThan(5);
});

test('traits: Postgres refuses all writes for a while → what was acknowledged lands afterwards', async () => {
  expect(await identify('reader', 'before')).toBe(200);
  await setReadOnly(true);
  try {
    expect(await identify('reader', 'meanwhile')).toBe(200);
    await sleep(2_500);
  } finally {
    await setReadOnly(false);
  }
  const stored = async () => {
    const { rows } = await server.db.query<{ string_value: string }>(
      `select t.string_value from traits t join identities i on i.id = t.identity_id where i.identifier = 'reader'`,
    );
    return rows[0]?.string_value;
  };
  await expect.poll(stored, { timeout: LANDING_MS, interval: 500 }).toBe('meanwhile');
});
