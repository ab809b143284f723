import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene, type SceneOptions } from '../../testing/fixtures/scene.ts';
import { readAudits, readRows, readTouched } from '../../testing/management/feature-project.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';

type Trait = { id: number; trait_key: string };

let management: Management;
const forgotten: string[] = [];

beforeAll(async () => {
  const identities = {
    forget: async (_environmentId: number, identifier: string) => {
      forgotten.push(identifier);
    },
  };
  management = await openManagement({ ports: { identities } });
});
afterAll(() => management.close());

async function prepare(options: SceneOptions = {}) {
  const scene = await createScene(management.pool, options);
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  const send = (method: string, path: string, body?: unknown) =>
    management.call(method, path, { as: admin.authorization, ...(body === undefined ? {} : { body }) });
  const identities = `/api/v1/environments/${scene.clientKey}/identities/`;
  const addIdentity = async (identifier: string) => {
    const { id } = (await send('POST', identities, { identifier })).body as { id: number };
    return { id, traits: `${identities}${id}/traits/` };
  };
  const ada = await addIdentity('ada');
  const create = async (body: object) => (await send('POST', ada.traits, body)).body as Trait;
  const readTraits = () =>
    readRows(
      scene,
      sql`select trait_key, value_type, integer_value, float_value, string_value, boolean_value, deleted_at is not null as is_mark
        from traits where identity_id = ${ada.id} order by id`,
    );
  return { scene, send, addIdentity, ada, create, readTraits };
}

test.each([
  [
    { value_type: 'int', integer_value: '7', string_value: 'x' },
    { value_type: 'int', integer_value: 7 },
  ],
  [
    { value_type: 'int', integer_value: 9007199254740991 },
    { value_type: 'int', integer_value: 9007199254740991 },
  ],
  [
    { value_type: 'float', float_value: 1.5 },
    { value_type: 'float', float_value: 1.5 },
  ],
  [
    { value_type: 'bool', boolean_value: false },
    { value_type: 'bool', boolean_value: false },
  ],
  [
    { value_type: 'unicode', string_value: '' },
    { value_type: 'unicode', string_value: '' },
  ],
  [{ integer_value: 0 }, { value_type: 'int', integer_value: 0 }],
  [{ string_value: ' gold ' }, { value_type: 'unicode', string_value: ' gold ' }],
])('trait: created with %j → the value of its type alone', async (input, expected) => {
  const { ada, send } = await prepare();
  const created = await send('POST', ada.traits, { trait_key: 'key', identity: { identifier: '1' }, ...input });
  const { id } = created.body as Trait;
  const none = { integer_value: null, string_value: null, boolean_value: null, float_value: null };
  const shape = { id, trait_key: 'key', ...none, ...expected, created_date: expect.any(String) };
  expect(created.status).toBe(201);
  expect(created.body).toEqual(shape);
  expect((await send('GET', `${ada.traits}${id}/`)).body).toEqual(shape);
  expect((await send('GET', ada.traits)).body).toEqual({ count: 1, next: null, previous: null, results: [shape] });
});

test.each([
  ['no key', { string_value: 'x' }, { trait_key: ['This field is required.'] }],
  [
    'no value of its type',
    { trait_key: 'k', value_type: 'int', string_value: '7' },
    { integer_value: ['This field is required.'] },
  ],
  ['no value', { trait_key: 'k' }, { string_value: ['This field is required.'] }],
  ['an unknown type', { trait_key: 'k', value_type: 'date' }, { value_type: ['"date" is not a valid choice.'] }],
  [
    'a type that is no text',
    { trait_key: 'k', value_type: { toString: 1 } },
    { value_type: [expect.stringContaining('not a valid choice')] },
  ],
  [
    'a number that is too large',
    { trait_key: 'k', integer_value: 2 ** 60 },
    { integer_value: [expect.stringContaining('less than or equal')] },
  ],
  [
    'a long text',
    { trait_key: 'k', string_value: 'x'.repeat(2001) },
    { string_value: [expect.stringContaining('2000')] },
  ],
  ['a long key', { trait_key: 'k'.repeat(201), string_value: 'x' }, { trait_key: [expect.stringContaining('200')] }],
])('trait: created with %s → 400 naming the field, nothing stored', async (_what, input, problem) => {
  const { scene, ada, send, readTraits } = await prepare();
  const answer = await send('POST', ada.traits, input);
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual(problem);
  expect(await readTraits()).toEqual([]);
  expect(await readAudits(scene)).toHaveLength(1);
});

test('trait: a key that the identity has, also by two requests at once → 400 for all but one', async () => {
  const { scene, ada, send, readTraits } = await prepare();
  const answers = await Promise.all(
    [1, 2].map((value) => send('POST', ada.traits, { trait_key: 'plan', integer_value: value })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.find(({ status }) => status === 400)?.body).toMatchObject({ trait_key: [expect.any(String)] });
  expect(await readTraits()).toHaveLength(1);
  expect(await readAudits(scene)).toHaveLength(2);
});

test('trait: changed, and changed to what it is → one audit row without values, copies forgotten, nothing published', async () => {
  const { scene, ada, send, create } = await prepare();
  const { id } = await create({ trait_key: 'plan', string_value: 'gold' });
  forgotten.length = 0;
  const changed = await send('PATCH', `${ada.traits}${id}/`, {
    value_type: 'int',
    integer_value: 3,
    trait_key: 'other',
  });
  expect(changed.body).toMatchObject({
    id,
    trait_key: 'plan',
    value_type: 'int',
    integer_value: 3,
    string_value: null,
  });
  expect(forgotten).toEqual(['ada']);
  const [before] = await readRows(scene, sql`select written_at from traits where id = ${id}`);
  expect((await send('PUT', `${ada.traits}${id}/`, { integer_value: 3 })).body).toEqual(changed.body);
  expect(await readRows(scene, sql`select written_at from traits where id = ${id}`)).toEqual([before]);
  expect((await readAudits(scene)).slice(1)).toMatchObject([
    { type: 'IDENTITY', change: 'UPDATE', log: 'Trait added: plan of ada', before: null, after: null },
    { type: 'IDENTITY', change: 'UPDATE', log: 'Trait updated: plan of ada', before: null, after: null },
  ]);
  expect(await readTouched(scene)).toEqual([]);
});

test('trait: deleted, then created again → the mark that was left without a value comes back to life', async () => {
  const { ada, send, create, readTraits } = await prepare();
  const { id } = await create({ trait_key: 'plan', string_value: 'gold' });
  forgotten.length = 0;
  expect((await send('DELETE', `${ada.traits}${id}/`)).status).toBe(204);
  expect(forgotten).toEqual(['ada']);
  expect(await readTraits()).toMatchObject([{ trait_key: 'plan', string_value: null, is_mark: true }]);
  expect((await send('GET', ada.traits)).body).toMatchObject({ count: 0, results: [] });
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? { string_value: 'x' } : undefined;
    expect((await send(method, `${ada.traits}${id}/`, body)).status).toBe(404);
  }
  await create({ trait_key: 'plan', boolean_value: true });
  expect(await readTraits()).toMatchObject([
    { trait_key: 'plan', value_type: 'bool', boolean_value: true, is_mark: false },
  ]);
});

test('trait: deleted with deleteAllMatchingTraits → gone from every identity of the environment and from no other', async () => {
  const { scene, ada, send, create, addIdentity } = await prepare();
  const other = await prepare();
  await other.create({ trait_key: 'plan', string_value: 'theirs' });
  const eve = await addIdentity('eve');
  await send('POST', eve.traits, { trait_key: 'plan', string_value: 'silver' });
  await send('POST', eve.traits, { trait_key: 'age', integer_value: 7 });
  const { id } = await create({ trait_key: 'plan', string_value: 'gold' });
  forgotten.length = 0;
  expect((await send('DELETE', `${ada.traits}${id}/?deleteAllMatchingTraits=true`)).status).toBe(204);
  expect((await send('GET', ada.traits)).body).toMatchObject({ count: 0 });
  expect((await send('GET', eve.traits)).body).toMatchObject({ count: 1, results: [{ trait_key: 'age' }] });
  expect((await other.send('GET', other.ada.traits)).body).toMatchObject({ count: 1 });
  expect(forgotten).toContain('ada');
  expect((await readAudits(scene)).at(-1)).toMatchObject({
    log: 'Trait deleted from every identity: plan',
    change: 'DELETE',
    after: { identities: 2 },
  });
});

test('trait: of an organisation that stores none → not created and not changed, but deleted', async () => {
  const { scene, ada, send, create, readTraits } = await prepare();
  const { id } = await create({ trait_key: 'plan', string_value: 'gold' });
  await scene.db.execute(sql`update organisations set persist_trait_data = false where id = ${scene.organisationId}`);
  expect((await send('POST', ada.traits, { trait_key: 'age', integer_value: 7 })).status).toBe(400);
  expect((await send('PATCH', `${ada.traits}${id}/`, { string_value: 'silver' })).status).toBe(400);
  expect(await readTraits()).toMatchObject([{ string_value: 'gold' }]);
  expect((await send('DELETE', `${ada.traits}${id}/`)).status).toBe(204);
});

test('trait: ids of another environment or identity in the path → 404, and nothing changes', async () => {
  const { ada, send, addIdentity, create } = await prepare();
  const other = await prepare();
  const theirs = await other.create({ trait_key: 'plan', string_value: 'theirs' });
  const eve = await addIdentity('eve');
  const own = await create({ trait_key: 'plan', string_value: 'gold' });
  const foreign = ada.traits.replace(`/${ada.id}/`, `/${other.ada.id}/`);
  const paths = [`${foreign}${theirs.id}/`, `${ada.traits}${theirs.id}/`, `${eve.traits}${own.id}/`];
  for (const path of paths) {
    expect((await send('GET', path)).status).toBe(404);
    expect((await send('PATCH', path, { string_value: 'mine' })).status).toBe(404);
    expect((await send('DELETE', path)).status).toBe(404);
  }
  expect((await send('GET', foreign)).status).toBe(404);
  expect((await send('POST', foreign, { trait_key: 'x', string_value: 'mine' })).status).toBe(404);
  expect((await other.send('GET', other.ada.traits)).body).toMatchObject({ results: [{ string_value: 'theirs' }] });
});
