import { afterAll, beforeAll, expect, test } from 'vitest';
import { roleAssignments, roles, trustRelationships } from '../../../drizzle/schema/index.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMasterKey, createMember } from '../../testing/management/people.ts';
import { auditTrail } from '../../testing/management/trail.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare() {
  const { organisationId, db } = await createScene(management.pool);
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  const path = `/api/v1/organisations/${organisationId}/master-api-keys/`;
  const send = (method: string, below = '', body?: unknown, as = admin.authorization) =>
    management.call(method, `${path}${below}`, { as, ...(body === undefined ? {} : { body }) });
  return { organisationId, db, admin, path, send };
}

type Made = { id: string; prefix: string; key: string };
const useOf = async (key: string, organisationId: number) =>
  (await management.call('GET', `/api/v1/organisations/${organisationId}/`, { as: `Api-Key ${key}` })).status;

test('master key: created → the key is shown once and opens its organisation, whatever the body says (behaviour 10)', async () => {
  const { organisationId, admin, send } = await prepare();
  const other = await prepare();

  const answer = await send('POST', '', { name: 'CI', organisation: other.organisationId, prefix: 'mine' });
  const { id, prefix, key } = answer.body as Made;

  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    id: expect.stringMatching(new RegExp(`^${prefix}\\.[0-9a-f]{64}$`)),
    prefix: expect.stringMatching(/^\w{8}$/),
    created: expect.any(String),
    name: 'CI',
    revoked: false,
    expiry_date: null,
    key: expect.stringMatching(new RegExp(`^${prefix}\\.\\w{32}$`)),
    is_admin: true,
    has_expired: false,
    created_by: admin.id,
  });
  expect(await useOf(key, organisationId)).toBe(200);
  expect(await useOf(key, other.organisationId)).toBe(404);
  const { key: _, ...shown } = answer.body as Made;
  expect((await send('GET')).body).toMatchObject({ count: 1, results: [shown] });
  for (const name of [prefix, id]) expect((await send('GET', `${name}/`)).body).toEqual(shown);
  const { rows } = await management.pool.query('select * from master_api_keys where organisation_id = $1', [
    organisationId,
  ]);
  expect(JSON.stringify(rows)).not.toContain(key.slice(9));
  expect((await other.send('GET', `${prefix}/`)).status).toBe(404);
});

test('master key: deleted, revoked or expired → it opens nothing (behaviour 10)', async () => {
  const { organisationId, send } = await prepare();
  const make = async () => (await send('POST', '', { name: 'Key' })).body as Made;
  const [deleted, revoked, expired] = [await make(), await make(), await make()];

  expect((await send('DELETE', `${deleted.prefix}/`)).status).toBe(204);
  expect((await send('PATCH', `${revoked.prefix}/`, { revoked: true })).body).toMatchObject({ revoked: true });
  const late = await send('PUT', `${expired.prefix}/`, { expiry_date: '2020-01-01T00:00:00Z' });
  expect(late.body).toMatchObject({ has_expired: true, name: 'Key' });

  for (const { key } of [deleted, revoked, expired]) expect(await useOf(key, organisationId)).toBe(401);
  expect((await send('GET')).body).toMatchObject({ count: 1, results: [{ prefix: expired.prefix }] });
  expect((await send('DELETE', `${deleted.prefix}/`)).status).toBe(404);
  expect(await auditTrail(management.pool, organisationId)).toEqual([
    ...Array.from({ length: 3 }, () => 'KEY CREATE'),
    'KEY DELETE',
    'KEY UPDATE',
    'KEY UPDATE',
  ]);
});

test('master key: not an administrator → may do nothing without roles, and loses its roles when it becomes one', async () => {
  const { organisationId, db, send } = await prepare();
  const { key, prefix } = (await send('POST', '', { name: 'Scoped', is_admin: false })).body as Made;
  const [role] = await db.insert(roles).values({ organisationId, name: 'R' }).returning();
  const { rows } = await management.pool.query('select id from master_api_keys where prefix = $1', [prefix]);
  await db.insert(roleAssignments).values({ organisationId, roleId: role!.id, masterApiKeyId: rows[0].id });
  expect(await useOf(key, organisationId)).toBe(403);

  await send('PATCH', `${prefix}/`, { is_admin: true });

  expect(await useOf(key, organisationId)).toBe(200);
  const { rows: left } = await management.pool.query('select * from role_assignments where role_id = $1', [role!.id]);
  expect(left).toEqual([]);
});

test('master keys: of a trust relationship → hidden', async () => {
  const { organisationId, db, send } = await prepare();
  const key = await createMasterKey(management.pool, organisationId);
  const issuer = `https://issuer.example/${organisationId}`;
  await db
    .insert(trustRelationships)
    .values({ organisationId, name: 'T', issuer, audience: 'a', masterApiKeyId: key.id });

  expect((await send('GET')).body).toMatchObject({ count: 0 });
  expect((await send('GET', `${key.prefix}/`)).status).toBe(404);
});

test('master keys: by a key, a plain member, or with a wrong body → 403, 403, 400', async () => {
  const { organisationId, send } = await prepare();
  const key = await createMasterKey(management.pool, organisationId);
  const member = await createMember(management.pool, organisationId, 'USER');

  for (const as of [key.authorization, member.authorization]) {
    expect((await send('GET', '', undefined, as)).status).toBe(403);
    expect((await send('POST', '', { name: 'x' }, as)).status).toBe(403);
  }
  for (const [field, value] of [
    ['name', 'x'.repeat(51)],
    ['expiry_date', 'soon'],
    ['is_admin', 'perhaps'],
  ] as const) {
    const answer = await send('POST', '', { name: 'Key', [field]: value });
    expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, [field]]);
  }
  expect(await auditTrail(management.pool, organisationId)).toEqual([]);
});
