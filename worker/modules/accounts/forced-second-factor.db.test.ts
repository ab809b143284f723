import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATIONS } from '../../operations.ts';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember, createMasterKey, type Person } from '../../testing/management/people.ts';

let management: Management;
let scene: Scene;
let member: Person;
beforeAll(async () => {
  management = await openManagement();
  scene = await createScene(management.pool);
  member = await createMember(management.pool, scene.organisationId, 'ADMIN', { passwordHash: 'x' });
  await management.pool.query('update organisations set force_2fa = true where id = $1', [scene.organisationId]);
});
afterAll(() => management.close());

const PROJECTS = '/api/v1/projects/';
const REFUSED = { status: 403, body: { detail: expect.any(String), code: 'second_factor_required' } };
const get = (path: string, as = member.authorization) => management.call('GET', path, { as });

/** What is open to whoever has not yet set up what is asked for. */
const OPEN = [
  'DELETE /api/v1/auth/passkeys/{passkey}/',
  'DELETE /api/v1/auth/sessions/',
  'DELETE /api/v1/auth/sessions/{session}/',
  'DELETE /api/v1/auth/token/',
  'DELETE /api/v1/auth/users/me/',
  'DELETE /api/v1/auth/users/{id}/',
  'GET /api/v1/auth/mfa/user-active-methods/',
  'GET /api/v1/auth/passkeys/',
  'GET /api/v1/auth/sessions/',
  'GET /api/v1/auth/users/',
  'GET /api/v1/auth/users/me/',
  'GET /api/v1/auth/users/{id}/',
  'GET /api/v1/organisations/',
  'PATCH /api/v1/auth/passkeys/{passkey}/',
  'PATCH /api/v1/auth/users/me/',
  'PATCH /api/v1/auth/users/me/onboarding/',
  'PATCH /api/v1/auth/users/{id}/',
  'POST /api/v1/auth/app/activate/',
  'POST /api/v1/auth/app/activate/confirm/',
  'POST /api/v1/auth/app/deactivate/',
  'POST /api/v1/auth/logout/',
  'POST /api/v1/auth/passkeys/',
  'POST /api/v1/auth/passkeys/options/',
  'POST /api/v1/auth/users/set_email/',
  'POST /api/v1/auth/users/set_password/',
  'PUT /api/v1/auth/users/me/',
  'PUT /api/v1/auth/users/{id}/',
];

test('an organisation asks for a second factor, and a member has none → 403 on every operation but those of the account', async () => {
  const open: string[] = [];
  const all = OPERATIONS.flatMap((operation) => operation.methods.map((method) => ({ ...operation, method })));
  for (const { method, path, access, refusal } of all) {
    if ('who' in access) {
      if (access.who === 'public') continue;
      if (access.mayLackSecondFactor === true) {
        open.push(`${method} ${path}`);
        continue;
      }
    }
    const answer = await management.call(method, path.replaceAll(/\{\w+\}/g, '1'), {
      as: member.authorization,
      ...(method === 'GET' ? {} : { body: {} }),
    });
    expect([method, path, answer]).toMatchObject([method, path, refusal === 'NOT_FOUND' ? { status: 404 } : REFUSED]);
  }
  expect(open.toSorted()).toEqual(OPEN);
}, 60_000);

test('… has set one up, or signs in with a provider, or the organisation no longer asks, or is gone → everything is open', async () => {
  const { pool } = management;
  const { id } = member;
  await pool.query(
    `insert into mfa_methods (user_id, name, sealed_secret, is_primary, is_active) values ($1, 'app', 'x', true, false)`,
    [id],
  );
  expect(await get(PROJECTS)).toMatchObject(REFUSED);
  await pool.query('update mfa_methods set is_active = true where user_id = $1', [id]);
  expect((await get(PROJECTS)).status).toBe(200);
  await pool.query('delete from mfa_methods where user_id = $1', [id]);
  await pool.query(`update users set google_user_id = 'g' where id = $1`, [id]);
  expect(await get(PROJECTS)).toMatchObject(REFUSED);
  await pool.query('update users set password_hash = null where id = $1', [id]);
  expect((await get(PROJECTS)).status).toBe(200);
  await pool.query(`update users set google_user_id = null where id = $1`, [id]);
  expect(await get(PROJECTS)).toMatchObject(REFUSED);
  await pool.query('update organisations set deleted_at = now() where id = $1', [scene.organisationId]);
  expect((await get(PROJECTS)).status).toBe(200);
  await pool.query('update organisations set deleted_at = null where id = $1', [scene.organisationId]);
});

test('… the keys of the organisation, and members of other organisations → not concerned', async () => {
  const key = await createMasterKey(management.pool, scene.organisationId);
  expect((await get(PROJECTS, key.authorization)).status).toBe(200);
  const other = await createScene(management.pool);
  const elsewhere = await createMember(management.pool, other.organisationId, 'ADMIN', { passwordHash: 'x' });
  expect((await get(PROJECTS, elsewhere.authorization)).status).toBe(200);
});
