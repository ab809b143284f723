import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFeature, addIdentityOverride } from '../../testing/fixtures/scene-features.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { forgetTouched, readAudits, readRows, readTouched } from '../../testing/management/feature-project.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';

type Identity = { id: number; identifier: string; environment: number; dashboard_alias: string | null };

let management: Management;
/** What was to be forgotten, with whether the change had been committed by then. */
const forgotten: { identifier: string; isCommitted: boolean }[] = [];

beforeAll(async () => {
  management = await openManagement({
    ports: {
      identities: {
        forget: async (environmentId, identifier) => {
          const { rowCount } = await management.pool.query(
            'select from identities where environment_id = $1 and identifier = $2',
            [environmentId, identifier],
          );
          forgotten.push({ identifier, isCommitted: rowCount === 0 });
        },
      },
    },
  });
});
afterAll(() => management.close());

async function prepare() {
  const scene = await createScene(management.pool);
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  const list = `/api/v1/environments/${scene.clientKey}/identities/`;
  const send = (method: string, path: string, body?: unknown) =>
    management.call(method, path, { as: admin.authorization, ...(body === undefined ? {} : { body }) });
  const create = async (body: object) => (await send('POST', list, body)).body as Identity;
  const find = async (query: string) => {
    const { body } = await send('GET', `${list}?q=${encodeURIComponent(query)}`);
    return (body as { results: Identity[] }).results.map(({ identifier }) => identifier);
  };
  return { scene, list, send, create, find };
}

test('identity: created, shown, listed → wire shapes and one audit row', async () => {
  const { scene, list, send } = await prepare();
  const created = await send('POST', list, { identifier: 'ada', dashboard_alias: 'Ada L', environment: 1 });
  const { id } = created.body as Identity;
  const shape = { id, identifier: 'ada', environment: scene.environmentId, dashboard_alias: 'ada l' };
  expect(created).toMatchObject({ status: 201, body: shape });
  expect(Object.keys(created.body as object)).toHaveLength(4);
  expect((await send('GET', `${list}${id}/`)).body).toEqual(shape);
  expect((await send('GET', list)).body).toEqual({ count: 1, next: null, previous: null, results: [shape] });
  expect(await readAudits(scene)).toEqual([
    {
      type: 'IDENTITY',
      change: 'CREATE',
      log: 'Identity created: ada',
      environment_id: scene.environmentId,
      before: null,
      after: null,
    },
  ]);
});

test('identities: more than ten → pages of ten, oldest first, as large as asked for', async () => {
  const { list, send, create } = await prepare();
  for (let number = 10; number <= 21; number += 1) await create({ identifier: `user-${number}` });
  const first = (await send('GET', list)).body as { count: number; next: string; results: Identity[] };
  expect(first.count).toBe(12);
  expect(first.results.map(({ identifier }) => identifier)).toEqual(
    Array.from({ length: 10 }, (_, index) => `user-${10 + index}`),
  );
  expect(new URL(first.next).searchParams.get('page')).toBe('2');
  expect((await send('GET', `${list}?page_size=999`)).body).toMatchObject({ next: null, results: { length: 12 } });
  expect((await send('GET', `${list}?page=3`)).status).toBe(404);
});

test('identities: searched by part, in quotes, by alias → what contains it, what is it, what begins with it', async () => {
  const { create, find } = await prepare();
  await create({ identifier: 'anna', dashboard_alias: 'Queen' });
  await create({ identifier: 'joanna' });
  await create({ identifier: 'ann%a', dashboard_alias: 'The queen' });
  expect(await find('ANN')).toEqual(['anna', 'joanna', 'ann%a']);
  expect(await find('n%a')).toEqual(['ann%a']);
  expect(await find('"anna"')).toEqual(['anna']);
  expect(await find('"ann"')).toEqual([]);
  expect(await find('dashboard_alias:QUEEN')).toEqual(['anna']);
  expect(await find('\0')).toEqual(['anna', 'joanna', 'ann%a']);
});

test.each([
  ['nothing', {}, { identifier: ['This field is required.'] }],
  ['a blank identifier', { identifier: ' ' }, { identifier: ['This field may not be blank.'] }],
  [
    'a long identifier',
    { identifier: 'x'.repeat(2001) },
    { identifier: ['Ensure this field has no more than 2000 characters.'] },
  ],
  [
    'a long alias',
    { identifier: 'x', dashboard_alias: 'y'.repeat(101) },
    { dashboard_alias: ['Ensure this field has no more than 100 characters.'] },
  ],
])('identity: created with %s → 400 naming the field, nothing stored', async (_what, body, problem) => {
  const { scene, list, send } = await prepare();
  expect(await send('POST', list, body)).toMatchObject({ status: 400, body: problem });
  expect(await readRows(scene, sql`select from identities where environment_id = ${scene.environmentId}`)).toEqual([]);
  expect(await readAudits(scene)).toEqual([]);
});

test('identity: an identifier that is taken, also by two requests at once → 400 for all but one', async () => {
  const { scene, list, send, create } = await prepare();
  const answers = await Promise.all([1, 2, 3].map(() => send('POST', list, { identifier: 'ada' })));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(2);
  const taken = { non_field_errors: ['The fields environment, identifier must make a unique set.'] };
  expect(answers.find(({ status }) => status === 400)?.body).toEqual(taken);
  const { id } = await create({ identifier: 'eve' });
  expect(await send('PATCH', `${list}${id}/`, { identifier: 'ada' })).toMatchObject({ status: 400, body: taken });
  expect(await readAudits(scene)).toHaveLength(2);
});

test('identity: changed → audit row with what changed; copies are forgotten once it is committed', async () => {
  const { scene, list, send, create } = await prepare();
  const { id } = await create({ identifier: 'before', dashboard_alias: 'one' });
  await forgetTouched(scene);
  forgotten.length = 0;
  expect((await send('PUT', `${list}${id}/`, { dashboard_alias: 'ONE' })).status).toBe(200);
  expect(await readAudits(scene)).toHaveLength(1);
  expect(await send('PATCH', `${list}${id}/`, { dashboard_alias: null })).toMatchObject({
    body: { identifier: 'before', dashboard_alias: null },
  });
  expect(await readTouched(scene)).toEqual([]);
  expect((await send('PATCH', `${list}${id}/`, { identifier: 'after' })).body).toMatchObject({ identifier: 'after' });
  expect((await readAudits(scene)).slice(1)).toMatchObject([
    { change: 'UPDATE', before: { dashboard_alias: 'one' }, after: { dashboard_alias: null } },
    { change: 'UPDATE', before: { identifier: 'before' }, after: { identifier: 'after' } },
  ]);
  expect(await readTouched(scene)).toEqual([scene.environmentId]);
  expect(forgotten).toContainEqual({ identifier: 'before', isCommitted: true });
  expect(forgotten).not.toContainEqual({ identifier: 'before', isCommitted: false });
});

test('identity: deleted → traits and overrides go, the environment is published again, its copies are forgotten', async () => {
  const { scene, list, send, create } = await prepare();
  const feature = await addFeature(scene, 'flag');
  await addIdentityOverride(scene, feature, 'ada', { enabled: true });
  const [{ id } = { id: 0 }] = (await readRows(
    scene,
    sql`select id from identities where environment_id = ${scene.environmentId}`,
  )) as { id: number }[];
  await create({ identifier: 'eve' });
  await send('POST', `${list}${id}/traits/`, { trait_key: 'plan', string_value: 'gold' });
  await forgetTouched(scene);
  forgotten.length = 0;
  expect((await send('DELETE', `${list}${id}/`)).status).toBe(204);
  expect(await readRows(scene, sql`select from traits where identity_id = ${id}`)).toEqual([]);
  expect(await readRows(scene, sql`select from feature_states where identity_id = ${id}`)).toEqual([]);
  expect(await readTouched(scene)).toEqual([scene.environmentId]);
  expect(forgotten).toEqual([{ identifier: 'ada', isCommitted: true }]);
  expect((await readAudits(scene)).at(-1)).toMatchObject({ change: 'DELETE', log: 'Identity deleted: ada' });
  expect((await send('GET', `${list}${id}/`)).status).toBe(404);
});

test('identity: id of another environment → 404 whatever is asked, and it stays', async () => {
  const { list, send } = await prepare();
  const other = await prepare();
  const { id } = await other.create({ identifier: 'theirs' });
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    const body = method === 'GET' || method === 'DELETE' ? undefined : { identifier: 'mine' };
    expect((await send(method, `${list}${id}/`, body)).status).toBe(404);
  }
  expect((await send('GET', `${other.list}${id}/`)).status).toBe(404);
  expect((await other.send('GET', `${other.list}${id}/`)).body).toMatchObject({ identifier: 'theirs' });
});

test.each([
  ['VIEW_IDENTITIES', 200, 403],
  ['MANAGE_IDENTITIES', 403, 201],
  ['VIEW_ENVIRONMENT', 403, 403],
])('identities: a member with %s → list %i, create %i', async (permission, listed, created) => {
  const { scene, list } = await prepare();
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  await management.pool.query(
    `insert into user_environment_permissions (user_id, environment_id, organisation_id, permissions) values ($1, $2, $3, $4)`,
    [member.id, scene.environmentId, scene.organisationId, [permission]],
  );
  const as = member.authorization;
  expect((await management.call('GET', list, { as })).status).toBe(listed);
  expect((await management.call('POST', list, { as, body: { identifier: 'x' } })).status).toBe(created);
});

test('edge identities: asked for → 400, as no project uses them', async () => {
  const { scene, send } = await prepare();
  const base = `/api/v1/environments/${scene.clientKey}/edge-identities/`;
  for (const path of [base, `${base}x/`, `${base}x/list-traits/`, `${base}x/edge-featurestates/all/`]) {
    expect(await send('GET', path)).toMatchObject({ status: 400, body: { detail: expect.stringContaining('edge') } });
  }
});
