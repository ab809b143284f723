import { afterAll, beforeAll, expect, test } from 'vitest';
import { userEnvironmentPermissions } from '../../../drizzle/schema/index.ts';
import { addEnvironment, createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';
import { auditTrail } from '../../testing/management/trail.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare() {
  const scene = await createScene(management.pool);
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  const send = (method: string, path: string, body?: unknown, as = admin.authorization) =>
    management.call(method, `/api/v1/${path}`, { as, ...(body === undefined ? {} : { body }) });
  const paths = [`organisations/${scene.organisationId}/webhooks/`, `environments/${scene.clientKey}/webhooks/`];
  return { scene, organisationId: scene.organisationId, admin, member, send, paths };
}

const URL_OK = 'https://example.com/hook';

test('webhooks: of an organisation (paged) and of an environment (bare) → created, changed, deleted, audited', async () => {
  const { organisationId, send, paths } = await prepare();

  for (const path of paths) {
    const made = await send('POST', path, { url: URL_OK, secret: ' s3cret ' });
    const { id } = made.body as { id: number };
    expect([made.status, made.body]).toEqual([
      201,
      {
        id,
        url: URL_OK,
        enabled: true,
        secret: ' s3cret ',
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    ]);
    const list = (await send('GET', path)).body;
    if (path.startsWith('organisations')) expect(list).toMatchObject({ count: 1, results: [made.body] });
    else expect(list).toEqual([made.body]);
    expect((await send('PUT', `${path}${id}/`, { enabled: false })).body).toMatchObject({
      enabled: false,
      secret: ' s3cret ',
    });
    await send('PATCH', `${path}${id}/`, { enabled: false, secret: ' s3cret ' });
    expect((await send('PATCH', `${path}${id}/`, { secret: 'other' })).body).toMatchObject({ secret: 'other' });
    expect((await send('DELETE', `${path}${id}/`)).status).toBe(204);
    expect((await send('DELETE', `${path}${id}/`)).status).toBe(404);
  }

  const each = ['WEBHOOK CREATE', 'WEBHOOK UPDATE', 'WEBHOOK UPDATE', 'WEBHOOK DELETE'];
  expect(await auditTrail(management.pool, organisationId)).toEqual([...each, ...each]);
});

test('webhook secret: stored sealed, absent from the audit log, and shown to administrators only', async () => {
  const { scene, organisationId, member, send, paths } = await prepare();
  for (const path of paths) await send('POST', path, { url: URL_OK, secret: 'very-secret' });
  await scene.db.insert(userEnvironmentPermissions).values({
    organisationId,
    environmentId: scene.environmentId,
    userId: member.id,
    permissions: ['VIEW_ENVIRONMENT'],
  });

  const seen = await send('GET', paths[1]!, undefined, member.authorization);

  expect(seen.body).toMatchObject([{ url: URL_OK, secret: '' }]);
  const { rows } = await management.pool.query(
    `select w::text as text from organisation_webhooks w union all select w::text from environment_webhooks w
     union all select a::text from audit_logs a`,
  );
  expect(JSON.stringify(rows)).not.toContain('very-secret');
});

test('webhook: no address, a private one, or one that is too long → 400 that names the field, nothing stored', async () => {
  const { organisationId, send, paths } = await prepare();

  for (const path of paths) {
    for (const url of [
      undefined,
      '',
      'ftp://example.com',
      'http://127.0.0.1/',
      `https://example.com/${'x'.repeat(190)}`,
    ]) {
      const answer = await send('POST', path, { url });
      expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, ['url']]);
    }
  }

  expect(await auditTrail(management.pool, organisationId)).toEqual([]);
});

test('webhook: of another organisation or environment, or by who may not → 404, 404, 403', async () => {
  const { scene, member, send, paths } = await prepare();
  const other = await prepare();
  const sibling = await addEnvironment(scene);
  const ids = [];
  for (const path of paths) ids.push(((await send('POST', path, { url: URL_OK })).body as { id: number }).id);

  for (const [index, path] of other.paths.entries()) {
    expect((await other.send('PUT', `${path}${ids[index]}/`, { enabled: false })).status).toBe(404);
    expect((await other.send('DELETE', `${paths[index]}${ids[index]}/`)).status).toBe(404);
    expect((await send('POST', paths[index]!, { url: URL_OK }, member.authorization)).status).toBe(403);
  }
  expect((await send('DELETE', `environments/${sibling.clientKey}/webhooks/${ids[1]}/`)).status).toBe(404);
});
