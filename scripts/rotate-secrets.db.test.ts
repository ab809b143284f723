import { spawn } from 'node:child_process';
import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
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

/** The id of the key that it is under; what is in the first format has none. */
const idOf = (sealed: string) => (sealed.startsWith('v1.') ? 'v1' : (sealed.split('.')[1] ?? ''));
const webhookPlace = (uuid: string) => SEALED_PLACES.organisationWebhook(place.scene.organisationId, uuid);

type Seal = (plain: string, place: string) => string | Promise<string>;

/** As servers seal with these keys. */
const sealBy = (keys: string): Seal => openSealer({ SEALING_KEYS: keys }).seal;

/** As the first servers sealed: under one key for all, which is made from the secret. */
function sealDirectly(secret: string): Seal {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'halyard secrets at rest', 32));
  return (plain, place) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
    const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `v1.${iv.toString('base64')}.${data.toString('base64')}`;
  };
}

/** Rows as a server that seals like this would have written them. */
async function addWebhooks(seal: Seal, count: number): Promise<void> {
  const rows = Array.from({ length: count }, async (_, index) => {
    const uuid = crypto.randomUUID();
    return { uuid, sealed: await seal(`secret ${index}`, webhookPlace(uuid)) };
  });
  const all = await Promise.all(rows);
  await client.query(
    `insert into organisation_webhooks (organisation_id, url, uuid, sealed_secret) select $1, 'https://example.com/', * from unnest($2::uuid[], $3::text[])`,
    [place.scene.organisationId, all.map(({ uuid }) => uuid), all.map(({ sealed }) => sealed)],
  );
}

async function readWebhooks(keys: string, secret?: string): Promise<{ texts: string[]; ids: Set<string> }> {
  const { rows } = await client.query<{ uuid: string; sealed_secret: string }>(
    `select uuid, sealed_secret from organisation_webhooks where sealed_secret <> ''`,
  );
  const sealer = openSealer({ SEALING_KEYS: keys, DJANGO_SECRET_KEY: secret });
  const opened = rows.map(({ uuid, sealed_secret: sealed }) => sealer.open(sealed, webhookPlace(uuid)));
  return {
    texts: (await Promise.all(opened)).toSorted(),
    ids: new Set(rows.map((row) => idOf(row.sealed_secret))),
  };
}

test('every column with sealed texts has its place, and every lasting place its column', async () => {
  const { rows } = await client.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and (column_name like 'sealed%' or column_name = 'secrets')`,
  );
  const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
  // Nothing is written to the first yet, and what is in the second is worth nothing ten minutes later.
  expect(
    rows
      .map(({ name }) => name)
      .filter((name) => !known.includes(name))
      .toSorted(),
  ).toEqual(['gitlab_webhooks.sealed_secret', 'provider_trips.sealed_trip']);
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
  await addWebhooks(sealBy(OLD), ROWS);
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
  await addWebhooks(sealBy(OLD), 3);
  await addWebhooks(sealBy('gone:a-secret-that-nobody-has-any-more'), 1);
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
  const ids = (await sealed()).map((row) => idOf(row.sealed_secret));
  expect(ids).toEqual(['new', 'old', 'new', 'gone']);
  expect((await sealed())[1]?.sealed_secret).toBe(first?.sealed_secret);
}, 60_000);

test('sealed in the first format and killed in the midst → opens all the same; started again → all under the new key, read without the secret', async () => {
  await client.query('delete from organisation_webhooks');
  await addWebhooks(sealDirectly('test'), ROWS);
  const wanted = (await readWebhooks(NEW, 'test')).texts;
  expect(wanted).toContain(`secret ${ROWS - 1}`);
  const killed = await rotate(NEW, 4);
  expect(killed.code).toBe(null);
  const half = await readWebhooks(NEW, 'test');
  expect(half.ids).toEqual(new Set(['new', 'v1']));
  expect(half.texts).toEqual(wanted);
  const { code, output } = await rotate(NEW);
  expect([code, output]).toEqual([0, expect.stringContaining('Nothing needs another key')]);
  expect(await readWebhooks(NEW)).toEqual({ texts: wanted, ids: new Set(['new']) });
}, 60_000);

test('sealed in the first format inside of an object and of a document → under the new key, the same texts', async () => {
  const { organisationId, projectId } = place.scene;
  const seal = sealDirectly('test');
  const uuid = crypto.randomUUID();
  const places = {
    field: SEALED_PLACES.integration(organisationId, uuid, 'api_key'),
    document: SEALED_PLACES.importedServerKey(organisationId),
  };
  await client.query(
    `insert into integrations (uuid, organisation_id, project_id, scope, kind, secrets) values ($1, $2, $3, 'project', 'grafana', $4)`,
    [uuid, organisationId, projectId, { api_key: await seal('a key', places.field) }],
  );
  // One at a time for each organisation.
  await client.query('delete from organisation_imports');
  const document = { name: 'first', server_keys: [{ key: await seal('ser.first', places.document) }] };
  await client.query(
    `insert into organisation_imports (organisation_id, source, document) values ($1, 'halyard', $2)`,
    [organisationId, JSON.stringify(document)],
  );

  expect((await rotate(NEW)).output).toContain('2 rows changed');

  const sealer = openSealer({ SEALING_KEYS: NEW });
  const field = await client.query<{ key: string }>(
    `select secrets ->> 'api_key' as key from integrations where uuid = $1`,
    [uuid],
  );
  expect(await sealer.open(field.rows[0]?.key ?? '', places.field)).toBe('a key');
  const text = await client.query<{ document: string }>('select document from organisation_imports');
  const kept = JSON.parse(text.rows[0]?.document ?? '') as typeof document;
  expect(kept.name).toBe('first');
  expect(await sealer.open(kept.server_keys[0]?.key ?? '', places.document)).toBe('ser.first');
}, 60_000);

test('sealed in the first format under a secret that is gone → named, left as it is, ends with 1; the others are done', async () => {
  await client.query('delete from organisation_webhooks');
  await addWebhooks(sealDirectly('test'), 1);
  await addWebhooks(sealDirectly('gone'), 1);
  const read = async () =>
    (await client.query<{ id: number; sealed_secret: string }>('select * from organisation_webhooks order by id')).rows;
  const [, lost] = await read();

  const { code, output } = await rotate(NEW);

  expect([code, output]).toEqual([1, expect.stringContaining('1 rows still need another key')]);
  expect(output).toContain(`✗ organisation_webhooks ${lost?.id}: `);
  const [done, left] = await read();
  expect(idOf(done?.sealed_secret ?? '')).toBe('new');
  expect(left?.sealed_secret).toBe(lost?.sealed_secret);
}, 60_000);
