import { Flagsmith, type FlagsmithConfig } from 'flagsmith-nodejs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../fixtures/event-stream.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

const OPERATOR = 'operator-key-of-at-least-thirty-two-characters';
const opened: Flagsmith[] = [];
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ seed: true, ownPostgres: true, variables: { HALYARD_OPERATOR_KEY: OPERATOR } });
  await server.db.query('update projects set enable_realtime_updates = true');
});
afterAll(async () => {
  for (const client of opened) await client.close();
  await server.stop();
});

function connect(environmentKey: string, more: FlagsmithConfig = {}): Flagsmith {
  const client = new Flagsmith({ environmentKey, apiUrl: `${server.url}/api/v1/`, ...more });
  opened.push(client);
  return client;
}

const show = (flags: Awaited<ReturnType<Flagsmith['getEnvironmentFlags']>>) =>
  Object.fromEntries(flags.allFlags().map((flag) => [flag.featureName, [flag.enabled, flag.value ?? null]]));

/** What the official SDK says to servers that ask for each evaluation, and to servers that evaluate themselves. */
async function evaluate() {
  const { serverKey } = server.demo[0]!;
  const results = [];
  for (const config of [{}, { enableLocalEvaluation: true }]) {
    const client = connect(serverKey, config);
    const identity = await client.getIdentityFlags('anna', { plan: 'enterprise', email: 'anna@example.com' });
    results.push(show(await client.getEnvironmentFlags()), show(identity));
  }
  return results;
}

async function operate(path: string, body?: object) {
  const url = `${server.url}/operator/environments/${server.demo[0]!.clientKey}/publication/${path}`;
  const headers = { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  return (await (await fetch(url, init)).json()) as { version: number };
}

test('Postgres is gone when the runtime starts → the official SDK evaluates as before, streams open, and tell of a revert', async () => {
  const before = await evaluate();
  const { clientKey, environmentId } = server.demo[0]!;
  const first = (await operate('')).version;
  await server.db.query(
    `update feature_states s set enabled = not s.enabled from features f where f.id = s.feature_id
       and f.name = 'dark_mode' and s.environment_id = $1 and s.identity_id is null and s.feature_segment_id is null`,
    [environmentId],
  );
  await server.db.query(`select touch_environment($1, 'test', now() - interval '10 seconds')`, [environmentId]);
  await server.fireCron();
  let changed = before;
  const isChanged = async () => {
    changed = await evaluate();
    return changed.map((flags, index) => flags['dark_mode']?.[0] !== before[index]?.['dark_mode']?.[0]);
  };
  // The identity is in a segment that overrides the flag.
  await expect.poll(isChanged, { timeout: 5_000 }).toEqual([true, false, true, false]);
  await server.killPostgres();
  await server.restart();

  expect(await evaluate()).toEqual(changed);
  const stream = await listen(`${server.url}/sse/environments/${clientKey}/stream`);
  expect(stream.response.status).toBe(200);
  await operate('revert/', { version: first });
  await expect.poll(stream.events, { timeout: 5_000 }).toHaveLength(1);
  expect(await evaluate()).toEqual(before);
  await stream.stop();
});
