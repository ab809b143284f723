import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMember, type Person } from '../../worker/testing/management/people.ts';
import { startTestServer, type TestServer } from '../../worker/testing/runtime/test-server.ts';

const FEATURE = 'dark_mode';
const SCRIPT = join(import.meta.dirname, '../../scripts/instrument.ts');

let server: TestServer;
let admin: Person;

beforeAll(async () => {
  server = await startTestServer({ seed: true });
  admin = await createMember(server.db, server.demo[0]!.organisationId, 'ADMIN');
});
afterAll(() => server.stop());

/** An instrument in a process of its own; `output` grows as it prints. */
function start(...options: string[]): { child: ChildProcess; read: () => string; end: Promise<number | null> } {
  const env = { ...process.env, NO_COLOR: '1', HALYARD_TOKEN: admin.authorization.replace('Token ', '') };
  const child = spawn(process.execPath, [SCRIPT, ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, read: () => output, end: new Promise((resolve) => child.on('exit', resolve)) };
}

const where = () => ['--url', server.url, '--environment-key', server.demo[0]!.clientKey];

async function readFlag(): Promise<{ enabled: boolean; edits: number }> {
  const { rows } = await server.db.query<{ enabled: boolean; edits: number }>(
    `select s.enabled, (select count(*)::int from audit_logs a
       where a.related_object_type = 'FEATURE_STATE' and a.related_object_id = s.id) as edits
     from feature_states s join features f on f.id = s.feature_id
     where f.name = $1 and s.environment_id = $2 and s.identity_id is null and s.feature_segment_id is null`,
    [FEATURE, server.demo[0]!.environmentId],
  );
  return rows[0]!;
}

test('killswitch: no feature is named, or one that is not there → told what is wrong, and nothing is edited', async () => {
  const before = await readFlag();
  const nameless = start('killswitch', ...where());
  expect(await nameless.end).toBe(1);
  expect(nameless.read()).toContain('--feature is needed');
  const unknown = start('killswitch', ...where(), '--feature', 'dark_mod');
  expect(await unknown.end).toBe(1);
  expect(unknown.read()).toContain('no feature "dark_mod"');
  const keyless = start('killswitch', '--url', server.url, '--feature', FEATURE);
  expect(await keyless.end).toBe(1);
  expect(keyless.read()).toContain('--environment-key is needed');
  for (const { read } of [nameless, unknown, keyless]) expect(read()).not.toMatch(/^ +at /m);
  expect(await readFlag()).toEqual(before);
});

test('killswitch: an odd number of edits → measured, and the flag is as it was', async () => {
  const before = await readFlag();
  const run = start('killswitch', ...where(), '--feature', FEATURE, '--rounds', '1', '--readers', '3');
  expect(await run.end).toBe(0);
  expect(run.read()).toMatch(/last old answer\W+\d+/);
  expect(run.read()).toContain('3 readers, 1 edits');
  expect(await readFlag()).toEqual({ enabled: before.enabled, edits: before.edits + 2 });
});

test('killswitch: the flag may be seen but not changed → told so, nothing is put back', async () => {
  const before = await readFlag();
  const viewer = await createMember(server.db, server.demo[0]!.organisationId, 'USER');
  await server.db.query(
    `insert into user_environment_permissions (user_id, environment_id, organisation_id, permissions)
     values ($1, $2, $3, array['VIEW_ENVIRONMENT'])`,
    [viewer.id, server.demo[0]!.environmentId, server.demo[0]!.organisationId],
  );
  const token = viewer.authorization.replace('Token ', '');
  const run = start('killswitch', ...where(), '--feature', FEATURE, '--token', token);
  expect(await run.end).toBe(1);
  expect(run.read()).toMatch(/PATCH .* 4\d\d/);
  expect(run.read()).toContain('as it was');
  expect(run.read()).not.toContain('could not be put back');
  expect(run.read()).not.toContain(token);
  expect(await readFlag()).toEqual(before);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'killswitch: %s after an edit → the flag is put back, then it ends',
  async (name) => {
    const before = await readFlag();
    const run = start('killswitch', ...where(), '--feature', FEATURE, '--rounds', '9');
    await expect.poll(async () => (await readFlag()).enabled, { timeout: 20_000, interval: 50 }).toBe(!before.enabled);
    // As a terminal and npm do: more than once.
    run.child.kill(name);
    run.child.kill(name);
    await run.end;
    expect(await readFlag()).toEqual({ enabled: before.enabled, edits: before.edits + 2 });
    expect(run.read()).toContain(`is ${before.enabled ? 'on' : 'off'}, as it was`);
  },
);

test('outage at a deployment: the runtime is killed meanwhile → every kind is watched, errors are seen, nothing is written', async () => {
  const [demo] = server.demo;
  const count = async () => (await server.db.query('select from identities')).rowCount;
  const before = await count();
  const run = start('outage', ...where(), '--server-key', demo!.serverKey, '--seconds', '6');
  await expect.poll(run.read, { timeout: 20_000 }).toContain('6 slices');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await server.kill9Workerd();
  expect(await run.end).toBe(0);

  for (const kind of ['flags', 'known identity', 'new identity', 'document', 'management read']) {
    expect(run.read()).toMatch(new RegExp(`0–1 s.*'${kind}'.*''`));
    expect(run.read()).toMatch(new RegExp(`5–6 s.*'${kind}'`));
  }
  expect(run.read()).toContain('error: ');
  expect(run.read()).not.toContain(' 403: ');
  expect(await count()).toBe(before);
});

test('outage at a deployment: asked to write → traits of identities of its own are stored', async () => {
  const run = start('outage', ...where(), '--with-writes', '--seconds', '2');
  expect(await run.end).toBe(0);
  expect(run.read()).toMatch(/'changed traits'.*''/);
  const { rowCount } = await server.db.query(`select from traits where trait_key = 'mark'`);
  expect(rowCount).toBeGreaterThan(0);
});
