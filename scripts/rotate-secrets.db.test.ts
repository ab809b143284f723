import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SEALED_PLACES } from '../worker/core/sealed-places.ts';
import { openSealer } from '../worker/platform/sealer.ts';
import {
  openWebhookManagement,
  prepareWebhooks,
  type WebhookManagement,
  type WebhookPlace,
} from '../worker/testing/management/webhook-place.ts';
import { ROOT } from './local/project.ts';
import { SEALED_COLUMNS } from './local/sealed-columns.ts';

const [NEW, OLD] = ['new:a-secret-for-sealing-from-now-on', 'old:a-secret-for-sealing-until-today'];
const ROWS = 2_500;

let management: WebhookManagement;
let place: WebhookPlace;
let client: Client;
let databaseUrl: string;
beforeAll(async () => {
  management = await openWebhookManagement();
  place = await prepareWebhooks(management);
  databaseUrl = management.pool.options.connectionString ?? '';
  client = new Client({ connectionString: databaseUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await management.close();
});

/** Runs the command; `kill` ends it with SIGKILL once it has printed so many lines of progress. */
function rotate(keys: string, kill = Infinity): Promise<{ code: number | null; output: string }> {
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: databaseUrl,
    SEALING_KEYS: keys,
    DJANGO_SECRET_KEY: 'test',
  };
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'rotate-secrets.ts')], { env });
  let output = '';
  const read = (chunk: Buffer) => {
    output += chunk.toString('utf8');
    if (output.split(' of ').length > kill) child.kill('SIGKILL');
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

const webhookPlace = (uuid: string) => SEALED_PLACES.organisationWebhook(place.scene.organisationId, uuid);

/** Rows as a server with these keys would have written them. */
async function addWebhooks(keys: string, count: number): Promise<void> {
  const sealer = openSealer({ SEALING_KEYS: keys });
  const rows = Array.from({ length: count }, async (_, index) => {
    const uuid = crypto.randomUUID();
    return { uuid, sealed: await sealer.seal(`secret ${index}`, webhookPlace(uuid)) };
  });
  const all = await Promise.all(rows);
  await client.query(
    `insert into organisation_webhooks (organisation_id, url, uuid, sealed_secret) select $1, 'https://example.com/', * from unnest($2::uuid[], $3::text[])`,
    [place.scene.organisationId, all.map(({ uuid }) => uuid), all.map(({ sealed }) => sealed)],
  );
}

async function readWebhooks(keys: string): Promise<{ texts: string[]; ids: Set<string> }> {
  const { rows } = await client.query<{ uuid: string; sealed_secret: string }>(
    `select uuid, sealed_secret from organisation_webhooks where sealed_secret <> ''`,
  );
  const sealer = openSealer({ SEALING_KEYS: keys });
  const opened = rows.map(({ uuid, sealed_secret: sealed }) => sealer.open(sealed, webhookPlace(uuid)));
  return {
    texts: (await Promise.all(opened)).toSorted(),
    ids: new Set(rows.map((row) => row.sealed_secret.split('.')[1] ?? '')),
  };
}

test('every column with sealed texts has its place, and every lasting place its column', async () => {
  const { rows } = await client.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and (column_name like 'sealed%' or column_name = 'secrets')`,
  );
  const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
  // Nothing is written there yet.
  expect(rows.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([
    'gitlab_webhooks.sealed_secret',
  ]);
  expect(SEALED_COLUMNS).toHaveLength(Object.keys(SEALED_PLACES).length);
});

test('what the API has sealed → under the new key it still reads the same; a second run has nothing to do', async () => {
  const { scene, send } = place;
  const integration = { base_url: management.sink.url, api_key: 'key-of-datadog' };
  await send('POST', `/api/v1/projects/${scene.projectId}/integrations/datadog/`, integration);
  await place.hook('environment', { secret: 'of the environment' });
  await place.hook('organisation', { secret: 'of the organisation' });
  await send('POST', `${place.root}api-keys/`, { name: 'sealed' });
  await send('POST', `/api/v1/organisations/${scene.organisationId}/invite-links/`, { role: 'USER' });
  await send('POST', '/api/v1/auth/app/activate/', {});
  await client.query(`insert into mails (id, recipient, subject, sealed_body) values ($1, 'a@example.com', 's', $2)`, [
    '00000000-0000-4000-8000-000000000001',
    await management.ports.sealer.seal('Hello', SEALED_PLACES.mail('00000000-0000-4000-8000-000000000001')),
  ]);
  const sealed = await management.ports.sealer.seal('ser.x', SEALED_PLACES.importedServerKey(scene.organisationId));
  await client.query(
    `insert into organisation_imports (organisation_id, source, document) values ($1, 'halyard', $2)`,
    [
      scene.organisationId,
      JSON.stringify({ name: 'v1. of ours', projects: [{ environments: [{ server_keys: [{ key: sealed }] }] }] }),
    ],
  );
  await client.query(
    `insert into launch_darkly_imports (organisation_id, project_id, ld_project_key, sealed_token, status) values ($1, $2, 'p', $3, '{}')`,
    [
      scene.organisationId,
      scene.projectId,
      await management.ports.sealer.seal('token', SEALED_PLACES.launchDarklyToken(scene.projectId)),
    ],
  );
  const lists = ['environments', 'organisations'].map((of) =>
    of === 'environments' ? `${place.root}webhooks/` : `/api/v1/organisations/${scene.organisationId}/webhooks/`,
  );
  const paths = [...lists, `${place.root}api-keys/`, `/api/v1/organisations/${scene.organisationId}/invite-links/`];
  const read = async () => JSON.stringify(await Promise.all(paths.map(async (path) => (await send('GET', path)).body)));
  const before = await read();
  expect(before).toContain('of the environment');

  const { code, output } = await rotate(NEW);
  expect([code, output]).toEqual([0, expect.stringContaining('Nothing needs another key')]);
  for (const { table, column } of SEALED_COLUMNS)
    expect(output).toMatch(new RegExp(`${table}\\.${column}: \\d+ of \\d+`));
  expect((await rotate(NEW)).output).toContain('0 rows changed');

  management.ports.sealer = openSealer({ SEALING_KEYS: NEW });
  expect(await read()).toBe(before);
  management.sink.requests.length = 0;
  await send('PATCH', `${place.root}featurestates/${place.feature.stateId}/`, { enabled: false });
  expect(management.sink.requests.some(({ path }) => path.includes('key-of-datadog'))).toBe(true);
}, 60_000);

test('killed in the midst → every secret opens all the same; started again → it ends, and the old key is not needed', async () => {
  await client.query('delete from organisation_webhooks');
  await addWebhooks(OLD, ROWS);
  const wanted = (await readWebhooks(OLD)).texts;
  const killed = await rotate(`${NEW},${OLD}`, 4);
  expect(killed.code).toBe(null);
  const half = await readWebhooks(`${NEW},${OLD}`);
  expect(half.ids).toEqual(new Set(['new', 'old']));
  expect(half.texts).toEqual(wanted);
  const second = await rotate(`${NEW},${OLD}`);
  expect([second.code, second.output]).toEqual([0, expect.stringContaining('Nothing needs another key')]);
  expect(await readWebhooks(NEW)).toEqual({ texts: wanted, ids: new Set(['new']) });
}, 60_000);

test('a ciphertext was moved to another row, or its key is gone → told of, left as it is, ends with 1; the others are done', async () => {
  await client.query('delete from organisation_webhooks');
  await addWebhooks(OLD, 3);
  await addWebhooks('gone:a-secret-that-nobody-has-any-more', 1);
  const sealed = async () =>
    (await client.query<{ id: number; sealed_secret: string }>('select * from organisation_webhooks order by id')).rows;
  const [first, second] = await sealed();
  await client.query('update organisation_webhooks set sealed_secret = $2 where id = $1', [
    second?.id,
    first?.sealed_secret,
  ]);
  const { code, output } = await rotate(`${NEW},${OLD}`);
  expect([code, output]).toEqual([1, expect.stringContaining('2 rows still need another key')]);
  expect(output).toContain(`✗ organisation_webhooks ${second?.id}: `);
  expect(output).toContain('There is no key "gone"');
  const ids = (await sealed()).map((row) => row.sealed_secret.split('.')[1]);
  expect(ids).toEqual(['new', 'old', 'new', 'gone']);
  expect((await sealed())[1]?.sealed_secret).toBe(first?.sealed_secret);
}, 60_000);
