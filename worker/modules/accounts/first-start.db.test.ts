import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listAudit, newUser } from '../../testing/management/accounts.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';

let management: Management;
let settings: Record<string, string>;
beforeEach(async () => {
  settings = {};
  management = await openManagement({ settings });
});
afterEach(() => management.close());

const PAGE = '/api/v1/users/config/init/';
const INIT = '/api/v1/users/init/';
const NEXT = 'another good phrase';
const form = { email: 'First@example.com', site_name: 'Flags', site_domain: 'flags.example.org' };
const listUsers = async () =>
  (await management.pool.query('select email, is_superuser, is_staff, password_hash is null as has_none from users'))
    .rows;

async function setPassword(link: string): Promise<number> {
  const [token, uid] = link.split('/').toReversed();
  const body = { uid, token, new_password: NEXT, re_new_password: NEXT };
  return (await management.call('POST', '/api/v1/auth/users/reset_password_confirm/', { body })).status;
}

describe('page', () => {
  test('GET: nobody is here → a form without scripts; somebody → 404, also for POST', async () => {
    const page = await management.call('GET', PAGE);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.body).toContain('name="site_domain"');
    expect(page.body).not.toContain('<script');
    await management.call('POST', '/api/v1/auth/users/', { body: newUser() });
    expect((await management.call('GET', PAGE)).status).toBe(404);
    expect((await management.call('POST', PAGE, { body: form })).status).toBe(404);
  });

  test('POST: a form → a superuser without a password, whose link sets one; later links lead to the stored site', async () => {
    const answer = await management.call('POST', PAGE, {
      body: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        message: expect.any(String),
        passwordResetUrl: expect.stringMatching(/^https:\/\/flags\.example\.org\/password-reset\/\w+\/[0-9a-f]{64}$/),
      },
    });
    expect(await listUsers()).toEqual([
      { email: 'first@example.com', is_superuser: true, is_staff: true, has_none: true },
    ]);
    expect(await setPassword((answer.body as { passwordResetUrl: string }).passwordResetUrl)).toBe(204);
    const login = { email: 'first@example.com', password: NEXT };
    expect((await management.call('POST', '/api/v1/auth/login/', { body: login })).status).toBe(200);
    await management.call('POST', '/api/v1/auth/users/reset_password/', { body: { email: form.email } });
    expect(management.mails[0]?.text).toContain('https://flags.example.org/password-reset/');
  });

  test('POST: faults → 400 naming each; two at once → one superuser', async () => {
    const faulty = await management.call('POST', PAGE, { body: { ...form, email: 'x', site_name: 'x'.repeat(51) } });
    expect(faulty.status).toBe(400);
    expect(Object.keys(faulty.body as object)).toEqual(['email', 'site_name']);
    const both = await Promise.all([
      management.call('POST', PAGE, { body: form }),
      management.call('POST', PAGE, { body: { ...form, email: 'second@example.com' } }),
    ]);
    expect(both.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 404]);
    expect(await listUsers()).toHaveLength(1);
  });
});

describe('users/init', () => {
  test('GET: ADMIN_EMAIL → 201 once, with a link that works; then 400', async () => {
    expect((await management.call('GET', INIT)).status).toBe(400);
    settings['ADMIN_EMAIL'] = 'admin@example.com';
    const answer = await management.call('GET', INIT);
    expect(answer).toMatchObject({
      status: 201,
      body: { adminUserCreated: true, passwordResetUrl: expect.any(String) },
    });
    expect(await setPassword((answer.body as { passwordResetUrl: string }).passwordResetUrl)).toBe(204);
    expect((await management.call('GET', INIT)).status).toBe(400);
    expect(await listUsers()).toHaveLength(1);
  });

  test('GET: ALLOW_ADMIN_INITIATION_VIA_URL is off → 400 and nobody', async () => {
    Object.assign(settings, { ADMIN_EMAIL: 'admin@example.com', ALLOW_ADMIN_INITIATION_VIA_URL: 'False' });
    expect((await management.call('GET', INIT)).status).toBe(400);
    expect(await listUsers()).toEqual([]);
  });
});

describe('bootstrap', () => {
  const wanted = {
    ADMIN_EMAIL: 'Admin@example.com',
    ADMIN_PASSWORD: 'a phrase of the operator',
    ORGANISATION_NAME: 'Acme',
    PROJECT_NAME: 'Shop',
  };

  test('variables: the first requests, many at once → one superuser, organisation and project, audited', async () => {
    Object.assign(settings, wanted);
    await Promise.all(Array.from({ length: 5 }, () => management.call('GET', '/api/v1/auth/users/me/')));
    expect(await listUsers()).toEqual([
      { email: 'admin@example.com', is_superuser: true, is_staff: true, has_none: false },
    ]);
    const { rows } = await management.pool.query(
      `select o.id, o.name, p.name as project, m.role from organisations o
       join projects p on p.organisation_id = o.id join user_organisations m on m.organisation_id = o.id
       join subscriptions s on s.organisation_id = o.id`,
    );
    expect(rows).toEqual([{ id: expect.any(Number), name: 'Acme', project: 'Shop', role: 'ADMIN' }]);
    expect(await listAudit(management, rows[0].id as number)).toMatchObject([
      { related_object_type: 'ORGANISATION', change_type: 'CREATE' },
      { related_object_type: 'PROJECT', change_type: 'CREATE' },
    ]);
    const body = { email: wanted.ADMIN_EMAIL, password: wanted.ADMIN_PASSWORD };
    expect((await management.call('POST', '/api/v1/auth/login/', { body })).status).toBe(200);
  });

  test('variables: somebody has an account → nothing is made', async () => {
    await management.call('POST', '/api/v1/auth/users/', { body: newUser() });
    const later = await openManagement({ settings: wanted, ports: { database: management.ports.database } });
    try {
      await later.call('GET', '/api/v1/auth/users/me/');
    } finally {
      await later.close();
    }
    expect(await listUsers()).toHaveLength(1);
  });

  test('variables: no password, but ALLOW_ADMIN_INITIATION_VIA_CLI → the link to set one is mailed', async () => {
    Object.assign(settings, { ADMIN_EMAIL: 'admin@example.com', ALLOW_ADMIN_INITIATION_VIA_CLI: 'True' });
    await management.call('GET', '/api/v1/auth/users/me/');
    const link = /https?:\/\/\S+/.exec(management.mails[0]?.text ?? '')?.[0] ?? '';
    expect(await setPassword(link)).toBe(204);
  });

  test('variables: ADMIN_EMAIL is none → the request is answered all the same, and nobody is made', async () => {
    Object.assign(settings, { ...wanted, ADMIN_EMAIL: 'nonsense' });
    expect((await management.call('GET', '/api/v1/auth/users/me/')).status).toBe(401);
    expect(await listUsers()).toEqual([]);
  });
});
