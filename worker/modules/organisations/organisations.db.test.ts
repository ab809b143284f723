import { afterAll, beforeAll, expect, test } from 'vitest';
import { addEnvironment, createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMasterKey, createMember, createPerson } from '../../testing/management/people.ts';
import { auditTrail } from '../../testing/management/trail.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement({ settings: { DEFAULT_ORG_STORE_TRAITS_VALUE: 'False' } });
});
afterAll(() => management.close());

const PATH = '/api/v1/organisations/';

test('organisation: created by anybody → the caller administers it, nothing is limited, audited', async () => {
  const { authorization } = await createPerson(management.pool, { googleUserId: 'has a second factor there' });

  const answer = await management.call('POST', PATH, {
    as: authorization,
    body: { name: ' Acme ', force_2fa: 'true', num_seats: 7, unknown: 1 },
  });

  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    id: expect.any(Number),
    uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    name: 'Acme',
    created_date: expect.stringMatching(/^\d{4}-.*Z$/),
    webhook_notification_email: null,
    num_seats: 1,
    subscription: {
      id: expect.any(Number),
      uuid: expect.any(String),
      has_active_billing_periods: false,
      deleted_at: null,
      subscription_id: null,
      subscription_date: null,
      plan: 'free',
      max_seats: null,
      max_api_calls: null,
      cancellation_date: null,
      customer_id: null,
      billing_status: null,
      payment_method: null,
      notes: null,
    },
    role: 'ADMIN',
    persist_trait_data: false,
    block_access_to_admin: false,
    restrict_project_create_to_admin: false,
    force_2fa: true,
  });
  const { id, uuid } = answer.body as { id: number; uuid: string };
  expect(await auditTrail(management.pool, id)).toEqual(['ORGANISATION CREATE']);
  for (const path of [`${PATH}${id}/`, `${PATH}get-by-uuid/${uuid}/`]) {
    expect((await management.call('GET', path, { as: authorization })).body).toEqual(answer.body);
  }
  const limits = await management.call('GET', `${PATH}${id}/get-subscription-metadata/`, { as: authorization });
  expect(limits.body).toMatchObject({ max_seats: null, max_projects: null, audit_log_visibility_days: null });
});

test('organisation: name missing, blank or too long → 400 that names the field, nothing stored', async () => {
  const { authorization } = await createPerson(management.pool);

  for (const body of [{}, { name: ' ' }, { name: null }, { name: 'x'.repeat(2001) }, { name: {} }]) {
    const answer = await management.call('POST', PATH, { as: authorization, body });
    expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, ['name']]);
  }

  expect((await management.call('GET', PATH, { as: authorization })).body).toMatchObject({ count: 0 });
});

test('organisations: listed → own ones only, paged, with the role in each', async () => {
  const person = await createPerson(management.pool);
  await createScene(management.pool);
  for (let index = 0; index < 11; index += 1) {
    await management.call('POST', PATH, { as: person.authorization, body: { name: `Own ${index}` } });
  }

  const first = await management.call('GET', PATH, { as: person.authorization });
  const second = await management.call('GET', `${PATH}?page=2`, { as: person.authorization });

  expect(first.body).toMatchObject({ count: 11, previous: null, next: `http://halyard.test${PATH}?page=2` });
  expect(second.body).toMatchObject({ results: [{ name: 'Own 10', role: 'ADMIN' }] });
  expect((await management.call('GET', PATH)).status).toBe(401);
});

test('organisations: listed with a master key → its own organisation', async () => {
  const scene = await createScene(management.pool);
  const key = await createMasterKey(management.pool, scene.organisationId);

  const { body } = await management.call('GET', PATH, { as: key.authorization });

  expect(body).toMatchObject({ count: 1, results: [{ id: scene.organisationId, role: 'ADMIN' }] });
  const refused = await management.call('POST', PATH, { as: key.authorization, body: { name: 'By a machine' } });
  expect(refused.status).toBe(403);
});

test('organisation: changed in part → the rest stays, one audit row; changed to the same → none', async () => {
  const scene = await createScene(management.pool, { organisation: { name: 'Before' } });
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  const path = `${PATH}${scene.organisationId}/`;
  const put = (body: unknown) => management.call('PUT', path, { as: admin.authorization, body });

  const answer = await put({ restrict_project_create_to_admin: true, persist_trait_data: false });
  await put({ name: 'Before', restrict_project_create_to_admin: true });
  const wrong = await put({ webhook_notification_email: 'nobody' });

  expect(answer.body).toMatchObject({
    name: 'Before',
    restrict_project_create_to_admin: true,
    persist_trait_data: true,
  });
  expect(wrong.body).toEqual({ webhook_notification_email: ['Enter a valid email address.'] });
  const { rows } = await management.pool.query('select log, before, after from audit_logs where organisation_id = $1', [
    scene.organisationId,
  ]);
  expect(rows).toEqual([
    {
      log: 'Organisation updated: Before',
      before: { restrict_project_create_to_admin: false },
      after: { restrict_project_create_to_admin: true },
    },
  ]);
});

test('organisation: deleted → it and everything beneath answer 404, all its environments are published again', async () => {
  const scene = await createScene(management.pool);
  const second = await addEnvironment(scene);
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  const path = `${PATH}${scene.organisationId}/`;

  const answer = await management.call('DELETE', path, { as: admin.authorization });

  expect(answer.status).toBe(204);
  for (const below of [path, `${PATH}${scene.organisationId}/users/`, `/api/v1/projects/${scene.projectId}/audit/`]) {
    expect((await management.call('GET', below, { as: admin.authorization })).status).toBe(404);
  }
  expect((await management.call('DELETE', path, { as: admin.authorization })).status).toBe(404);
  expect((await management.call('GET', PATH, { as: admin.authorization })).body).toMatchObject({ count: 0 });
  expect(await auditTrail(management.pool, scene.organisationId)).toEqual(['ORGANISATION DELETE']);
  const { rows } = await management.pool.query(
    'select environment_id as id from outbox where environment_id = any($1)',
    [[scene.environmentId, second.environmentId]],
  );
  expect(rows).toHaveLength(2);
  expect(management.published).toEqual(expect.arrayContaining([scene.environmentId, second.environmentId]));
});

test('organisation: strangers, plain members and ids that are none → 404, 403, 404', async () => {
  const scene = await createScene(management.pool);
  const stranger = await createPerson(management.pool);
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  const statusOf = async (as: string, path: string, method = 'GET') =>
    (await management.call(method, path, { as, ...(method === 'PUT' ? { body: { name: 'x' } } : {}) })).status;

  for (const method of ['GET', 'PUT', 'DELETE']) {
    expect(await statusOf(stranger.authorization, `${PATH}${scene.organisationId}/`, method)).toBe(404);
    expect(await statusOf(member.authorization, `${PATH}${scene.organisationId}/`, method)).toBe(403);
  }
  for (const id of ['undefined', 'null', '0', '-1', '99999999999', '1.5', '%00']) {
    expect(await statusOf(member.authorization, `${PATH}${id}/get-subscription-metadata/`)).toBe(404);
    expect(await statusOf(member.authorization, `${PATH}${id}/`)).toBe(404);
  }
  expect(await auditTrail(management.pool, scene.organisationId)).toEqual([]);
});

test('organisation: only superusers may create them and the caller is none → 403', async () => {
  const closed = await openManagement({ settings: { RESTRICT_ORG_CREATE_TO_SUPERUSERS: 'true' } });
  try {
    const person = await createPerson(closed.pool);
    const superuser = await createPerson(closed.pool, { isSuperuser: true });

    const body = { name: 'Acme' };
    expect((await closed.call('POST', PATH, { as: person.authorization, body })).status).toBe(403);
    expect((await closed.call('POST', PATH, { as: superuser.authorization, body })).status).toBe(201);
  } finally {
    await closed.close();
  }
});
