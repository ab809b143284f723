import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LaunchDarklyImport } from '../../contract/launch-darkly.ts';
import { compileEnvironment, evaluateIdentity } from '../../engine/index.ts';
import { openOutbound } from '../../platform/outbound.ts';
import { LAUNCH_DARKLY_PAGES } from '../../testing/fixtures/launch-darkly.ts';
import { openSink, type Sink } from '../../testing/fixtures/sink.ts';
import { prepareProject, readRows } from '../../testing/management/feature-project.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';
import { loadEnvironmentSnapshot } from '../environments/environment-snapshot.service.ts';
import { sweepLaunchDarklyImports } from './run-launch-darkly-import.service.ts';

let management: Management;
let sink: Sink;
/** Answers of the sink other than 200, for paths that contain the text. */
let faults: Record<string, number> = {};

beforeAll(async () => {
  sink = await openSink();
  sink.answer = ({ path, headers }, response) => {
    const url = new URL(path, sink.url);
    const fault = Object.entries(faults).find(([part]) => url.pathname.includes(part))?.[1];
    const items = LAUNCH_DARKLY_PAGES[url.pathname];
    const known = items === undefined ? 404 : 200;
    response.statusCode = fault ?? (headers.authorization === 'api-token' ? known : 401);
    const [limit, offset] = ['limit', 'offset'].map((name) => Number(url.searchParams.get(name)));
    const page = items?.slice(offset, (offset ?? 0) + (limit ?? 0));
    response.end(JSON.stringify({ items: page, totalCount: items?.length }));
  };
  management = await openManagement({
    settings: { LAUNCH_DARKLY_API_URL: sink.url },
    ports: { outbound: openOutbound({ allowHttp: true, allowPrivate: true }) },
  });
});
beforeEach(() => {
  faults = {};
});
afterAll(async () => {
  await management.close();
  await sink.close();
});

async function prepare() {
  const project = await prepareProject(management);
  const path = `/api/v1/projects/${project.scene.projectId}/imports/launch-darkly/`;
  const begin = (body: object = {}) => project.send('POST', path, { token: 'api-token', project_key: 'shop', ...body });
  const read = async (id: number) => (await project.send('GET', `${path}${id}/`)).body as LaunchDarklyImport;
  return { ...project, path, begin, read };
}

const outcomesOf = async (environmentId: number, identifier: string, traits: Record<string, string> = {}) => {
  const { snapshot } = await loadEnvironmentSnapshot(management.ports.database, environmentId);
  if (snapshot === null) throw new Error('no such environment');
  const outcomes = evaluateIdentity(compileEnvironment(snapshot.document), { identifier, traits });
  return Object.fromEntries(
    outcomes.map(({ feature, enabled, value, variant }) => [feature.name, { enabled, value, variant }]),
  );
};

test('launch-darkly import: a project → environments, flags, variations, rules, targets, segments and tags, and what has no counterpart', async () => {
  const { scene, begin, read, admin } = await prepare();
  const begun = await begin();
  expect(begun.status).toBe(201);
  expect(begun.body).toMatchObject({ created_by: admin.email, project: scene.projectId, completed_at: null });
  expect(begun.body).toMatchObject({ status: { requested_environment_count: 2, requested_flag_count: 2 } });

  const done = await read((begun.body as LaunchDarklyImport).id);
  expect(done.completed_at).not.toBeNull();
  expect(done.status).toMatchObject({ result: 'incomplete', deprecated_flag_count: 1 });
  expect(done.status.error_messages).toEqual([
    'Segment odd in Production was left out: alternatives of several clauses cannot be told.',
    'new-checkout in Production: targets of the kind organisation were left out.',
    'new-checkout in Production: rule 3 was left out: the operator semVerSomething is not known here.',
    'new-checkout in Production: as many people are on, but not the same ones.',
    'colour in Production: as many people get each variation, but not the same ones.',
  ]);
  const rows = await readRows(
    scene,
    sql`select id, name from environments where project_id = ${scene.projectId} order by id`,
  );
  const idOf = (name: string) => Number(rows.find((row) => row['name'] === name)?.['id']);
  const production = idOf('Production');
  const checkout = async (identifier: string, traits: Record<string, string> = {}) =>
    (await outcomesOf(production, identifier, traits))['new-checkout']?.enabled;
  expect(await checkout('ada')).toBe(true);
  expect(await checkout('eve')).toBe(true);
  expect(await checkout('fourth', { country: 'de', email: 'x@other.org' })).toBe(true);
  expect(await checkout('somebody', { plan: 'beta' })).toBe(true);
  const others = await Promise.all(
    Array.from({ length: 60 }, async (_, index) =>
      checkout(`person-${index}`, { country: 'de', email: 'a@example.com' }),
    ),
  );
  const share = others.filter((enabled) => enabled).length / others.length;
  expect(share).toBeGreaterThan(0.08);
  expect(share).toBeLessThan(0.45);
  const inTest = await outcomesOf(idOf('Test'), 'ada');
  expect(inTest).toEqual({
    'new-checkout': { enabled: false, value: null, variant: null },
    colour: { enabled: true, value: 5, variant: 'variation-1' },
  });
  const variants = await Promise.all(
    Array.from({ length: 60 }, async (_, index) => (await outcomesOf(production, `person-${index}`))['colour']?.value),
  );
  expect(new Set(variants)).toEqual(new Set(['red', 5, '{"a":1}']));
  const tags = await readRows(scene, sql`select label from tags where project_id = ${scene.projectId} order by 1`);
  expect(tags).toEqual([{ label: 'checkout' }, { label: 'web' }]);
  const inOwn = await outcomesOf(scene.environmentId, 'ada');
  expect(inOwn['new-checkout']).toMatchObject({ enabled: false });
  expect(management.published).toEqual(expect.arrayContaining([scene.environmentId, production, idOf('Test')]));
});

test('launch-darkly import: while it waits the token is sealed; at the end it is gone, and nothing shows it', async () => {
  const { scene, begin, path, send } = await prepare();
  faults = { segments: 503 };
  const { body } = await begin();
  const { id } = body as LaunchDarklyImport;
  const token = async () =>
    (await readRows(scene, sql`select sealed_token from launch_darkly_imports where id = ${id}`))[0]?.['sealed_token'];
  expect(await token()).toMatch(/^v2\./);
  expect(await readRows(scene, sql`select id from features where project_id = ${scene.projectId}`)).toEqual([]);
  expect((await begin()).status).toBe(400);
  faults = {};
  await sweepLaunchDarklyImports(management.ports);
  expect(await token()).toBeNull();
  const list = await send('GET', path);
  expect(list.body).toMatchObject([{ id, status: { result: 'incomplete' } }]);
  expect(JSON.stringify(list.body)).not.toContain('api-token');
});

test('launch-darkly import: LaunchDarkly away for good → failure after five tries, nothing stored, the token gone', async () => {
  const { scene, begin, read } = await prepare();
  faults = { segments: 500 };
  const { id } = (await begin()).body as LaunchDarklyImport;
  for (let attempt = 0; attempt < 4; attempt += 1) await sweepLaunchDarklyImports(management.ports);
  expect(await read(id)).toMatchObject({
    completed_at: expect.any(String),
    status: { result: 'failure', error_messages: ['LaunchDarkly answered with 500'] },
  });
  const rows = await readRows(scene, sql`select sealed_token from launch_darkly_imports where id = ${id}`);
  expect(rows).toEqual([{ sealed_token: null }]);
  expect(await readRows(scene, sql`select id from features where project_id = ${scene.projectId}`)).toEqual([]);
});

test('launch-darkly import: a wrong token, or an unknown project → 400 that names the field, nothing stored', async () => {
  const { begin, path, send } = await prepare();
  const token = await begin({ token: 'wrong' });
  const project = await begin({ project_key: 'nothing' });
  expect([token.status, Object.keys(token.body as object)]).toEqual([400, ['token']]);
  expect([project.status, Object.keys(project.body as object)]).toEqual([400, ['project_key']]);
  expect((await send('GET', path)).body).toEqual([]);
});

test('launch-darkly import: into a project that has the flag → it stays, and that is said; a viewer may not begin', async () => {
  const { scene, begin, read, create, path } = await prepare();
  const own = await create({ name: 'Colour' });
  const { id } = (await begin()).body as LaunchDarklyImport;
  const done = await read(id);
  expect(done.status.error_messages).toContainEqual(
    expect.stringContaining('feature colour: The project has a feature'),
  );
  const rows = await readRows(
    scene,
    sql`select id from features where project_id = ${scene.projectId} and lower(name) = 'colour'`,
  );
  expect(rows).toEqual([{ id: own.id }]);
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  expect((await management.call('POST', path, { as: member.authorization, body: {} })).status).toBe(403);
});
