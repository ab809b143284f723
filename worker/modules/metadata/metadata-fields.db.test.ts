import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { userProjectPermissions } from '../../../drizzle/schema/index.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';
import { auditTrail } from '../../testing/management/trail.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare() {
  const { organisationId, projectId, db } = await createScene(management.pool);
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  const member = await createMember(management.pool, organisationId, 'USER');
  const send = (method: string, path: string, body?: unknown, as = admin.authorization) =>
    management.call(method, `/api/v1/${path}`, { as, ...(body === undefined ? {} : { body }) });
  const add = async (more: object = {}) => {
    const { body } = await send('POST', 'metadata/fields/', { name: 'Owner', organisation: organisationId, ...more });
    return (body as { id: number }).id;
  };
  return {
    organisationId,
    projectId,
    db,
    member,
    send,
    add,
    models: `organisations/${organisationId}/metadata-model-fields/`,
  };
}

test('custom field: created, changed, shown, deleted → the wire shape, audited', async () => {
  const { organisationId, send } = await prepare();

  const made = await send('POST', 'metadata/fields/', { name: 'Owner', type: 'url', organisation: organisationId });
  const { id } = made.body as { id: number };
  const changed = await send('PUT', `metadata/fields/${id}/`, { name: 'Team', organisation: 1, project: 1 });

  expect([made.status, made.body]).toEqual([
    201,
    {
      id,
      name: 'Owner',
      type: 'url',
      description: null,
      organisation: organisationId,
      project: null,
      model_fields: [],
    },
  ]);
  expect(changed.body).toEqual({ ...(made.body as object), name: 'Team' });
  expect((await send('GET', `metadata/fields/${id}/`)).body).toEqual(changed.body);
  const list = await send('GET', `metadata/fields/?organisation=${organisationId}`);
  expect(list.body).toMatchObject({ count: 1, results: [changed.body] });
  expect((await send('POST', 'metadata/fields/', { name: 'Team', organisation: organisationId })).status).toBe(400);
  expect((await send('DELETE', `metadata/fields/${id}/`)).status).toBe(204);
  expect((await send('GET', `metadata/fields/${id}/`)).status).toBe(404);
  expect(await auditTrail(management.pool, organisationId)).toEqual([
    'METADATA CREATE',
    'METADATA UPDATE',
    'METADATA DELETE',
  ]);
});

test('project fields: with those of the organisation → a field of the same name hides the organisation’s', async () => {
  const { projectId, send, add, models } = await prepare();
  const [shared, hidden] = [await add({ name: 'Shared' }), await add({ name: 'Both' })];
  const own = await add({ name: 'Both', project: projectId });
  await send('POST', models, { field: shared, content_type: 2 });
  const idsOf = async (query: string) => {
    const { body } = await send('GET', `projects/${projectId}/metadata/fields/${query}`);
    return (body as { results: { id: number }[] }).results.map(({ id }) => id);
  };

  expect(await idsOf('')).toEqual([own]);
  expect(await idsOf('?include_organisation=true')).toEqual([shared, own]);
  expect(await idsOf('?include_organisation=true&entity=segment')).toEqual([shared]);
  expect((await send('GET', `projects/${projectId}/metadata/fields/${hidden}/`)).status).toBe(200);
});

test('model field: on segments, required in a project → the wire shape; twice → 400', async () => {
  const { organisationId, projectId, send, add, models } = await prepare();
  const field = await add();
  const requirement = { content_type: 5, object_id: projectId };

  const made = await send('POST', models, { field, content_type: '2', is_required_for: [requirement] });
  const { id } = made.body as { id: number };
  expect([made.status, made.body]).toEqual([201, { id, field, content_type: 2, is_required_for: [requirement] }]);
  expect((await send('POST', models, { field, content_type: 2 })).status).toBe(400);
  const all = { content_type: 4, object_id: organisationId };
  const changed = await send('PATCH', `${models}${id}/`, { is_required_for: [all] });
  expect(changed.body).toEqual({ id, field, content_type: 2, is_required_for: [all] });
  expect((await send('GET', `${models}?content_type=2`)).body).toMatchObject({ count: 1, results: [changed.body] });
  expect((await send('GET', `${models}?content_type=1`)).body).toMatchObject({ count: 0 });
  expect((await send('GET', `metadata/fields/${field}/`)).body).toMatchObject({
    model_fields: [{ id, content_type: 2, is_required_for: [all] }],
  });
  expect((await send('DELETE', `${models}${id}/`)).status).toBe(204);
  expect(await auditTrail(management.pool, organisationId)).toHaveLength(4);
});

test('custom fields: of another organisation, in path and body → refused, nothing stored (behaviour 9)', async () => {
  const { organisationId, projectId, send, add, models } = await prepare();
  const other = await prepare();
  const field = await add();
  const { id } = (await send('POST', models, { field, content_type: 1 })).body as { id: number };

  const before = await auditTrail(management.pool, organisationId);
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const body = method === 'PUT' ? {} : undefined;
    expect((await other.send(method, `metadata/fields/${field}/`, body)).status).toBe(404);
    expect((await other.send(method, `${other.models}${id}/`, body)).status).toBe(404);
  }
  expect((await other.send('GET', `metadata/fields/?organisation=${organisationId}`)).status).toBe(404);
  expect((await other.send('POST', 'metadata/fields/', { name: 'x', organisation: organisationId })).status).toBe(403);
  const foreign = { name: 'x', organisation: other.organisationId, project: projectId };
  expect((await other.send('POST', 'metadata/fields/', foreign)).status).toBe(403);
  expect((await other.send('POST', other.models, { field, content_type: 1 })).body).toHaveProperty('field');
  const own = await other.add();
  const required = { field: own, content_type: 1, is_required_for: [{ content_type: 5, object_id: projectId }] };
  expect((await other.send('POST', other.models, required)).body).toHaveProperty('is_required_for');
  expect((await other.send('POST', other.models, { field: own, content_type: 4 })).body).toHaveProperty('content_type');
  expect(await auditTrail(management.pool, organisationId)).toEqual(before);
});

test('custom fields: by a member, and by a project administrator → read; the project’s own may be written', async () => {
  const { organisationId, projectId, db, member, send, add } = await prepare();
  const field = await add();
  const as = member.authorization;
  const body = { name: 'New', organisation: organisationId };
  const ofProject = { ...body, project: projectId };

  expect((await send('GET', `metadata/fields/${field}/`, undefined, as)).status).toBe(200);
  expect((await send('DELETE', `metadata/fields/${field}/`, undefined, as)).status).toBe(403);
  expect((await send('POST', 'metadata/fields/', ofProject, as)).status).toBe(403);
  await db.insert(userProjectPermissions).values({ organisationId, projectId, userId: member.id, admin: true });
  expect((await send('POST', 'metadata/fields/', ofProject, as)).status).toBe(201);
  expect((await send('POST', 'metadata/fields/', body, as)).status).toBe(403);
});

test('content types: listed → the fixed numbers, bare', async () => {
  const { send, models } = await prepare();

  const all = (await send('GET', `${models}supported-content-types/`)).body as { id: number; model: string }[];
  const required = await send('GET', `${models}supported-required-for-models/?model_name=feature`);

  expect(all.map(({ id, model }) => `${id} ${model}`)).toEqual([
    '1 feature',
    '2 segment',
    '3 environment',
    '4 organisation',
    '5 project',
  ]);
  expect(required.body).toMatchObject([{ model: 'organisation' }, { model: 'project' }]);
});

test('model field: two requests at once say where it must be filled → both are answered, one of them is audited', async () => {
  const { organisationId, projectId, db, send, add, models } = await prepare();
  const body = { field: await add(), content_type: 1 };
  const { id } = (await send('POST', models, body)).body as { id: number };
  const required = { is_required_for: [{ content_type: 5, object_id: projectId }] };
  const answers = await Promise.all([1, 2, 3, 4].map(() => send('PATCH', `${models}${id}/`, required)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const { rowCount } = await db.execute(
    sql`select from audit_logs where organisation_id = ${organisationId} and change_type = 'UPDATE'`,
  );
  expect(rowCount).toBe(1);
});

test('environment: what it says in custom fields, two fields and two environments → kept for each, ids of their own', async () => {
  const { projectId, send, add, models } = await prepare();
  const uses: number[] = [];
  for (const name of ['Team', 'Ticket']) {
    const use = await send('POST', models, { field: await add({ name }), content_type: 3 });
    uses.push((use.body as { id: number }).id);
  }
  const made = await Promise.all(
    ['One', 'Two'].map((name) => send('POST', 'environments/', { name, project: projectId })),
  );
  for (const { body } of made) {
    const path = `environments/${(body as { api_key: string }).api_key}/`;
    const metadata = uses.map((id) => ({ model_field: id, field_value: `of ${id}` }));
    const changed = await send('PATCH', path, { metadata });
    expect([changed.status, changed.body]).toMatchObject([200, { metadata }]);
    const shown = await send('PATCH', path, { metadata: metadata.slice(1) });
    expect((shown.body as { metadata: object[] }).metadata).toHaveLength(1);
  }
});
