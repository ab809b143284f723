import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMasterKey, createMember, createPerson } from '../../testing/management/people.ts';
import type { Context } from '../../core/context.ts';
import { recordAudit, touchEnvironment, transact, type AuditEntry } from './transact.service.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const contextOf = (actor: Context['actor']): Context => ({
  ...management.ports,
  actor,
  origin: 'http://halyard.test',
  address: '192.0.2.1',
  requestId: 'test',
  signsInTo: 'token',
  userAgent: '',
  defer: () => undefined,
  now: () => new Date(),
});

async function prepare() {
  const scene = await createScene(management.pool);
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  const write = (entry: Partial<AuditEntry>, actor: Context['actor'] = null) =>
    transact(contextOf(actor), async (tx) => {
      recordAudit(tx, {
        organisationId: scene.organisationId,
        projectId: scene.projectId,
        log: 'Feature created: a',
        type: 'FEATURE',
        change: 'CREATE',
        ...entry,
      });
    });
  return { scene, admin, write };
}

test('audit: rows of the organisation → newest first, with author, project and environment, to its administrator', async () => {
  const { scene, admin, write } = await prepare();
  const actor = {
    kind: 'user' as const,
    id: admin.id,
    email: admin.email,
    isSuperuser: false,
    tokenId: 1,
    credential: 'token' as const,
    lacksSecondFactor: false,
  };
  await write({ log: 'one' });
  await write(
    {
      log: 'two 100%',
      environmentId: scene.environmentId,
      after: { enabled: true },
      before: { enabled: false },
      change: 'UPDATE',
    },
    actor,
  );

  const path = `/api/v1/organisations/${scene.organisationId}/audit/`;
  const all = await management.call('GET', path, { as: admin.authorization });
  const found = await management.call('GET', `${path}?search=100%25&environments=${scene.environmentId}&page_size=1`, {
    as: admin.authorization,
  });

  expect(all.status).toBe(200);
  expect(all.headers.get('cache-control')).toContain('no-store');
  expect(all.body).toMatchObject({
    count: 2,
    next: null,
    previous: null,
    results: [{ log: 'two 100%' }, { log: 'one', author: null }],
  });
  expect(found.body).toMatchObject({
    count: 1,
    results: [
      { author: { email: admin.email }, project: { id: scene.projectId }, environment: { api_key: scene.clientKey } },
    ],
  });
  const [row] = (all.body as { results: { id: number }[] }).results;
  const detail = await management.call('GET', `/api/v1/projects/${scene.projectId}/audit/${row?.id}/`, {
    as: admin.authorization,
  });
  expect(detail.body).toMatchObject({
    change_type: 'UPDATE',
    change_details: [{ field: 'enabled', old: false, new: true }],
  });
});

test('audit: pages → linked to each other; a page beyond the last → 404', async () => {
  const { scene, admin, write } = await prepare();
  for (const log of ['1', '2', '3']) await write({ log });

  const path = `/api/v1/organisations/${scene.organisationId}/audit/?page_size=2`;
  const first = await management.call('GET', path, { as: admin.authorization });
  const second = await management.call('GET', `${path}&page=2`, { as: admin.authorization });

  expect(first.body).toMatchObject({ count: 3, next: `http://halyard.test${path}&page=2`, previous: null });
  expect(second.body).toMatchObject({ next: null, previous: `http://halyard.test${path}`, results: [{ log: '1' }] });
  for (const page of ['3', '0', '-1', 'x', '1e9']) {
    expect((await management.call('GET', `${path}&page=${page}`, { as: admin.authorization })).status).toBe(404);
  }
});

test('audit: nobody, a stranger, a plain member, and a key of another organisation → refused or told nothing', async () => {
  const { scene, write } = await prepare();
  await write({ log: 'secret' });
  const stranger = await createPerson(management.pool);
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  const other = await createScene(management.pool);
  const foreignKey = await createMasterKey(management.pool, other.organisationId);
  const ownKey = await createMasterKey(management.pool, scene.organisationId);
  const path = `/api/v1/organisations/${scene.organisationId}/audit/`;
  const statusOf = async (as: string | undefined) => (await management.call('GET', path, { as })).status;

  expect(await statusOf(undefined)).toBe(401);
  expect(await statusOf('Token nobody')).toBe(401);
  expect(await statusOf('Bearer nobody')).toBe(401);
  expect(await statusOf(stranger.authorization)).toBe(404);
  expect(await statusOf(foreignKey.authorization)).toBe(404);
  expect(await statusOf(member.authorization)).toBe(403);
  expect(await statusOf(ownKey.authorization)).toBe(200);
  const missing = await management.call('GET', '/api/v1/organisations/2000000000/audit/', {
    as: stranger.authorization,
  });
  expect(missing.body).toEqual((await management.call('GET', path, { as: stranger.authorization })).body);
  const own = await management.call('GET', '/api/v1/audit/', { as: member.authorization });
  expect(own.body).toMatchObject({ count: 0 });
});

test('transact: work that throws → no row, no audit row, no outbox row, nobody woken', async () => {
  const { scene } = await prepare();
  const failing = transact(contextOf(null), async (tx) => {
    await tx.db.execute(`update projects set name = 'changed' where id = ${scene.projectId}`);
    recordAudit(tx, { organisationId: scene.organisationId, log: 'x', type: 'PROJECT', change: 'UPDATE' });
    touchEnvironment(tx, scene.environmentId, 'test');
    throw new Error('stop');
  });

  await expect(failing).rejects.toThrow('stop');
  const { rows } = await management.pool.query(
    `select (select name from projects where id = $1) as name, (select count(*)::int from audit_logs where organisation_id = $2) as audits,
      (select count(*)::int from outbox where environment_id = $3) as outbox`,
    [scene.projectId, scene.organisationId, scene.environmentId],
  );
  expect(rows).toEqual([{ name: expect.not.stringMatching('changed'), audits: 0, outbox: 0 }]);
  expect(management.published).not.toContain(scene.environmentId);
});

test('transact: work that ends → its outbox row beside it, and the publisher is woken', async () => {
  const { scene } = await prepare();
  await transact(contextOf(null), async (tx) => {
    touchEnvironment(tx, scene.environmentId, 'test');
    touchEnvironment(tx, scene.environmentId, 'again');
    recordAudit(tx, { organisationId: scene.organisationId, log: 'x', type: 'PROJECT', change: 'UPDATE' });
  });

  const { rows } = await management.pool.query('select kind from outbox where environment_id = $1', [
    scene.environmentId,
  ]);
  expect(rows).toEqual([{ kind: 'test' }]);
  expect(management.published).toContain(scene.environmentId);
});

test('methods and paths: unknown method → 405 with the known ones; unknown path → 404; no last slash → answered', async () => {
  const { scene, admin } = await prepare();
  const path = `/api/v1/organisations/${scene.organisationId}/audit`;

  const wrong = await management.call('DELETE', `${path}/`, { as: admin.authorization });
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, OPTIONS']);
  expect((await management.call('GET', path, { as: admin.authorization })).status).toBe(200);
  expect((await management.call('GET', '/api/v1/nothing/', { as: admin.authorization })).status).toBe(404);
});

test('audit log: by author, since and until a moment → those rows alone; what is no moment filters nothing', async () => {
  const { scene, admin, write } = await prepare();
  const actor = {
    kind: 'user' as const,
    id: admin.id,
    email: admin.email,
    isSuperuser: false,
    tokenId: 1,
    credential: 'token' as const,
    lacksSecondFactor: false,
  };
  await write({ log: 'by nobody' });
  await write({ log: 'by the administrator' }, actor);
  const path = `/api/v1/organisations/${scene.organisationId}/audit/`;
  const logs = async (query: string) => {
    const { body } = await management.call('GET', `${path}?${query}`, { as: admin.authorization });
    return (body as { results: { log: string }[] }).results.map(({ log }) => log);
  };
  const soon = new Date(Date.now() + 60_000).toISOString();

  expect(await logs(`author=${admin.id}`)).toEqual(['by the administrator']);
  expect(await logs(`since=${soon}`)).toEqual([]);
  expect(await logs(`until=${soon}`)).toHaveLength(2);
  expect(await logs('until=2020-01-01')).toEqual([]);
  expect(await logs('since=soon&author=me')).toHaveLength(2);
});
