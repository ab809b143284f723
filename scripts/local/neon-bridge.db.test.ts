import { neon, neonConfig, Pool } from '@neondatabase/serverless';
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { runStatement } from './database.ts';
import { startNeonBridge, type NeonBridge } from './neon-bridge.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';
import { listProcessTree, signal } from './processes.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { startThrowAwayPostgres, type ThrowAwayPostgres } from './test-postgres.ts';

let database: TestDatabase;
let bridge: NeonBridge;

function speakTo(target: NeonBridge): void {
  neonConfig.fetchEndpoint = () => `http://${target.host}/sql`;
  neonConfig.wsProxy = () => `${target.host}/v2`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineConnect = false;
  neonConfig.webSocketConstructor = WebSocket;
}

beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  await runStatement(database.url, 'CREATE TABLE item (id int PRIMARY KEY, name text UNIQUE, at timestamptz)');
  bridge = await startNeonBridge({ databaseUrl: database.url });
});

beforeEach(() => speakTo(bridge));

afterAll(async () => {
  await bridge.close();
  await database.drop();
});

test('bridge: one query with parameters → typed rows', async () => {
  const sql = neon(database.url);

  const rows = await sql`SELECT ${7}::int AS n, ${'ü'}::text AS t, ${null}::text AS nothing, ${true}::bool AS b,
    ${['a', 'b']}::text[] AS list, ${{ k: [1] }}::jsonb AS json, '2026-01-02T03:04:05Z'::timestamptz AS at,
    9007199254740993::int8 AS big, '\\x0001ff'::bytea AS bytes`;

  expect(rows).toEqual([
    {
      n: 7,
      t: 'ü',
      nothing: null,
      b: true,
      list: ['a', 'b'],
      json: { k: [1] },
      at: new Date('2026-01-02T03:04:05Z'),
      big: '9007199254740993',
      bytes: Buffer.from([0, 1, 255]),
    },
  ]);
});

test('bridge: full results asked for → command, count and fields', async () => {
  const sql = neon(database.url, { fullResults: true });

  const result = await sql`INSERT INTO item (id, name) VALUES (1, 'one'), (2, 'two') RETURNING id`;

  expect(result.command).toBe('INSERT');
  expect(result.rowCount).toBe(2);
  expect(result.fields.map((field) => [field.name, field.dataTypeID])).toEqual([['id', 23]]);
  expect(result.rows).toEqual([{ id: 1 }, { id: 2 }]);
});

test('bridge: unique violation → the error carries code, constraint, table and detail', async () => {
  const sql = neon(database.url);
  await sql`INSERT INTO item (id, name) VALUES (10, 'ten')`;

  const attempt = sql`INSERT INTO item (id, name) VALUES (11, 'ten')`;

  await expect(attempt).rejects.toMatchObject({
    name: 'NeonDbError',
    code: '23505',
    constraint: 'item_name_key',
    table: 'item',
    severity: 'ERROR',
    detail: 'Key (name)=(ten) already exists.',
  });
});

test('bridge: two statements in one query → refused, as the hosted service does', async () => {
  const sql = neon(database.url);

  await expect(sql.query('SELECT 1; SELECT 2')).rejects.toMatchObject({ code: '42601' });
});

test('bridge: batch → one transaction at the isolation level asked for', async () => {
  const sql = neon(database.url);

  const results = await sql.transaction(
    [sql`SHOW transaction_isolation`, sql`SHOW transaction_read_only`, sql`SELECT txid_current_if_assigned() AS id`],
    { isolationLevel: 'Serializable', readOnly: true },
  );

  expect(results).toEqual([
    [{ transaction_isolation: 'serializable' }],
    [{ transaction_read_only: 'on' }],
    [{ id: null }],
  ]);
});

test('bridge: batch whose second statement fails → nothing is kept and the next query works', async () => {
  const sql = neon(database.url);

  const batch = sql.transaction([sql`INSERT INTO item (id, name) VALUES (20, 'x')`, sql`SELECT 1 / 0`]);

  await expect(batch).rejects.toMatchObject({ code: '22012' });
  expect(await sql`SELECT id FROM item WHERE id = 20`).toEqual([]);
});

test('bridge: a query that changes its session → the next one does not see it', async () => {
  const sql = neon(database.url);

  await sql`SET search_path TO nowhere`;
  await sql`BEGIN`;
  await sql`SELECT set_config('halyard.test', 'leaked', false)`;

  const rows = await Promise.all(
    Array.from(
      { length: 12 },
      () => sql`SELECT current_setting('search_path') AS path, current_setting('halyard.test', true) AS leak`,
    ),
  );
  expect(rows.flat().filter((row) => row['path'] !== '"$user", public' || row['leak'] === 'leaked')).toEqual([]);
});

test('bridge: WebSocket pool → a transaction that is rolled back leaves nothing, one that commits stays', async () => {
  const pool = new Pool({ connectionString: database.url });
  const client = await pool.connect();

  await client.query('BEGIN');
  await client.query('INSERT INTO item (id) VALUES (30)');
  await client.query('ROLLBACK');
  await client.query('BEGIN');
  await client.query('INSERT INTO item (id) VALUES (31)');
  await client.query('COMMIT');

  expect((await client.query('SELECT id FROM item WHERE id IN (30, 31)')).rows).toEqual([{ id: 31 }]);
  client.release();
  await pool.end();
});

test.each(['password', 'database', 'user'])('bridge: wrong %s in the connection string → 401', async (part) => {
  const wrong = new URL(database.url);
  if (part === 'password') wrong.password = 'wrong';
  if (part === 'database') wrong.pathname = '/postgres';
  if (part === 'user') wrong.username = 'someone';

  await expect(neon(wrong.href)`SELECT 1`).rejects.toThrow(/HTTP status 401/);
});

test('bridge: WebSocket asked to lead elsewhere → refused', async () => {
  const socket = new WebSocket(`ws://${bridge.host}/v2?address=127.0.0.1:1`);

  const message = await new Promise<string>((resolve) => socket.once('error', (error) => resolve(error.message)));

  expect(message).toContain('403');
});

test('bridge: WebSocket with a wrong password → Postgres refuses', async () => {
  const wrong = new URL(database.url);
  wrong.password = 'wrong';
  const pool = new Pool({ connectionString: wrong.href });

  await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  await pool.end();
});

test('bridge: more requests than connections → all are answered', async () => {
  const sql = neon(database.url);

  const rows = await Promise.all(Array.from({ length: 60 }, (_, n) => sql`SELECT ${n}::int AS n`));

  expect(rows.map(([row]) => row?.['n'])).toEqual(Array.from({ length: 60 }, (_, n) => n));
});

test('bridge: a caller that gives up → its query ends and its connection is given back', async () => {
  const small = await startNeonBridge({ databaseUrl: database.url, poolSize: 1 });
  speakTo(small);
  const sql = neon(database.url, { fetchOptions: { signal: AbortSignal.timeout(200) } });

  await expect(sql`SELECT pg_sleep(30)`).rejects.toThrow();

  expect(await neon(database.url)`SELECT 1 AS n`).toEqual([{ n: 1 }]);
  await small.close();
});

test('bridge: no database behind it → 503 and a failed WebSocket, and the process lives', async () => {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
  const url = `postgres://postgres:x@127.0.0.1:${port}/none`;
  const lonely = await startNeonBridge({ databaseUrl: url });
  speakTo(lonely);

  await expect(neon(url)`SELECT 1`).rejects.toThrow(/HTTP status 503.*not available/);
  await expect(new Pool({ connectionString: url }).query('SELECT 1')).rejects.toThrow();
  await lonely.close();
});

async function withOwnServer(run: (server: ThrowAwayPostgres, bridge: NeonBridge, url: string) => Promise<void>) {
  const server = await startThrowAwayPostgres();
  const own = await startNeonBridge({ databaseUrl: server.urlOf(), poolSize: 4 });
  speakTo(own);
  try {
    await run(server, own, server.urlOf());
  } finally {
    await own.close();
    for (const pid of listProcessTree(server.pid)) signal(pid, 'SIGCONT');
    await server.remove();
  }
}

test('bridge: Postgres killed and started again on its port → works again by itself', async () => {
  await withOwnServer(async (server, _bridge, url) => {
    const sql = neon(url);
    await Promise.all(Array.from({ length: 8 }, () => sql`SELECT 1`));

    for (const pid of listProcessTree(server.pid)) process.kill(pid, 'SIGKILL');
    await server.exited;
    await expect(sql`SELECT 1`).rejects.toThrow(/HTTP status 503/);
    const again: PostgresServer = await startPostgres({ folder: server.folder, durable: false, port: server.port });

    expect(await Promise.all(Array.from({ length: 8 }, () => sql`SELECT 1 AS n`))).toEqual(
      Array.from({ length: 8 }, () => [{ n: 1 }]),
    );
    await again.stop();
  });
});

test('bridge: Postgres frozen → waits end in bounded time; thawed → works again', async () => {
  await withOwnServer(async (server, _bridge, url) => {
    const sql = neon(url);
    await Promise.all(Array.from({ length: 8 }, () => sql`SELECT 1`));

    const pids = listProcessTree(server.pid);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    const impatient = neon(url, { fetchOptions: { signal: AbortSignal.timeout(400) } });
    const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => impatient`SELECT 1`));
    const patient = await Promise.allSettled([sql`SELECT 1`]);
    for (const pid of pids) process.kill(pid, 'SIGCONT');

    expect(new Set(attempts.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(patient[0]).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/503/) } });
    expect(await sql`SELECT 1 AS n`).toEqual([{ n: 1 }]);
  });
});
