import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { newUser, PASSWORD, poster, readLink, signUpUser } from '../../testing/management/accounts.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const countUsers = async ({ pool }: Management) =>
  (await pool.query('select count(*)::int as users from users')).rows[0].users as number;

describe('open', () => {
  let management: Management;
  beforeAll(async () => {
    management = await openManagement();
  });
  afterAll(() => management.close());
  const post = poster(() => management);

  test('superuser: two at once in an empty installation → one of them; later → 400 naming the field', async () => {
    const answers = await Promise.all([
      post('users/', newUser({ superuser: true })),
      post('users/', newUser({ superuser: true })),
    ]);
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([201, 400]);
    const { rows } = await management.pool.query('select is_superuser, is_staff from users');
    expect(rows).toEqual([{ is_superuser: true, is_staff: true }]);
    const later = await post('users/', newUser({ superuser: true }));
    expect(later).toMatchObject({ status: 400, body: { superuser: [expect.any(String)] } });
    expect(await countUsers(management)).toBe(1);
  });

  test('sign-up: the address exists in another case → 400 naming the field, also for two at once', async () => {
    const { email } = await signUpUser(management);
    const again = await post('users/', newUser({ email: email.toUpperCase() }));
    expect(again).toMatchObject({ status: 400, body: { email: [expect.any(String)] } });
    const fresh = newUser();
    const both = await Promise.all([post('users/', fresh), post('users/', fresh)]);
    expect(both.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([201, 400]);
    expect(both.find(({ status }) => status === 400)?.body).toEqual({ email: [expect.any(String)] });
  });

  test.each([
    ['too short', 'k7!pQ'],
    ['common', 'Password123'],
    ['digits only', '8302746193'],
    ['like the name', 'hopper12'],
    ['like the address', 'grace.murray1'],
  ])('sign-up: the password is %s → 400 naming the field, and no account', async (_, password) => {
    const before = await countUsers(management);
    const answer = await post('users/', newUser({ password, email: `grace.murray@${randomUUID()}.example.com` }));
    expect(answer).toMatchObject({ status: 400, body: { password: [expect.any(String)] } });
    expect(await countUsers(management)).toBe(before);
  });

  test('sign-up: nothing but faults → 400 naming each field', async () => {
    const answer = await post('users/', { email: 'nonsense', sign_up_type: 'SOMEHOW', first_name: 'x'.repeat(151) });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body as object).sort()).toEqual([
      'email',
      'first_name',
      'last_name',
      'password',
      'sign_up_type',
    ]);
  });

  test('sign-up: what nobody may choose → ignored', async () => {
    const { id } = await signUpUser(management, { is_superuser: true, is_staff: true, is_active: false, id: 1 });
    const { rows } = await management.pool.query('select is_superuser, is_staff, is_active from users where id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ is_superuser: false, is_staff: false, is_active: true }]);
  });
});

describe('closed', () => {
  let management: Management;
  beforeAll(async () => {
    management = await openManagement({ settings: { ALLOW_REGISTRATION_WITHOUT_INVITE: 'False' } });
  });
  afterAll(() => management.close());
  const post = poster(() => management);

  async function invite(email: string, expiresAt: Date | null = null): Promise<void> {
    const { organisationId } = await createScene(management.pool);
    await management.pool.query(
      'insert into invites (organisation_id, email, token_hash, expires_at) values ($1, $2, $3, $4)',
      [organisationId, email, sha256(randomUUID()), expiresAt],
    );
  }
  async function createLink(more: { expiresAt?: Date; isOrganisationDeleted?: boolean } = {}): Promise<string> {
    const { organisationId } = await createScene(management.pool);
    const token = randomUUID();
    await management.pool.query(
      `insert into invite_links (organisation_id, token_hash, sealed_token, role, expires_at) values ($1, $2, '', 'USER', $3)`,
      [organisationId, sha256(token), more.expiresAt ?? null],
    );
    if (more.isOrganisationDeleted === true) {
      await management.pool.query('update organisations set deleted_at = now() where id = $1', [organisationId]);
    }
    return token;
  }

  test('sign-up: nobody has invited → 403 whatever is claimed, and no account', async () => {
    const claims = [
      {},
      { sign_up_type: 'NO_INVITE' },
      { sign_up_type: 'INVITE_EMAIL' },
      { sign_up_type: 'INVITE_LINK' },
      { sign_up_type: 'INVITE_LINK', invite_hash: 'guess' },
      { sign_up_type: 'INVITE_LINK', invite_hash: await createLink({ expiresAt: new Date(Date.now() - 1_000) }) },
      { sign_up_type: 'INVITE_LINK', invite_hash: await createLink({ isOrganisationDeleted: true }) },
      { sign_up_type: 'NO_INVITE', invite_hash: await createLink() },
    ];
    for (const claim of claims) expect((await post('users/', newUser(claim))).status).toBe(403);
    const late = newUser({ sign_up_type: 'INVITE_EMAIL' });
    await invite(late.email, new Date(Date.now() - 1_000));
    expect((await post('users/', late)).status).toBe(403);
    expect(await countUsers(management)).toBe(0);
  });

  test('sign-up: invited by mail in another case → 201; by a link → 201; whoever has an account may still sign in', async () => {
    const byMail = newUser({ sign_up_type: 'INVITE_EMAIL' });
    await invite(byMail.email.toUpperCase());
    expect(await post('users/', byMail)).toMatchObject({ status: 201, body: { sign_up_type: 'INVITE_EMAIL' } });
    const byLink = newUser({ sign_up_type: 'INVITE_LINK', invite_hash: await createLink() });
    expect((await post('users/', byLink)).status).toBe(201);
    expect((await post('login/', { email: byMail.email, password: PASSWORD })).status).toBe(200);
  });

  test('sign-up: PREVENT_SIGNUP → 403 with an invite too', async () => {
    const shut = await openManagement({ settings: { PREVENT_SIGNUP: 'true' } });
    try {
      const body = newUser({ superuser: true });
      expect((await shut.call('POST', '/api/v1/auth/users/', { body })).status).toBe(403);
      expect(await countUsers(shut)).toBe(0);
    } finally {
      await shut.close();
    }
  });

  test('sign-up: SIGNUP_THROTTLE_RATE → 429 beyond it', async () => {
    const slow = await openManagement({ settings: { SIGNUP_THROTTLE_RATE: '2/min' } });
    try {
      const statuses: number[] = [];
      for (let turn = 0; turn < 3; turn += 1) {
        statuses.push((await slow.call('POST', '/api/v1/auth/users/', { body: newUser() })).status);
      }
      expect(statuses).toEqual([201, 201, 429]);
    } finally {
      await slow.close();
    }
  });
});

describe('with activation', () => {
  let management: Management;
  beforeAll(async () => {
    management = await openManagement({ settings: { ENABLE_EMAIL_ACTIVATION: 'True' } });
  });
  afterAll(() => management.close());
  const post = poster(() => management);

  test('activation: a new account → opens nothing until its link is followed, which works once', async () => {
    const { email, authorization: as } = await signUpUser(management);
    expect((await management.call('GET', '/api/v1/auth/users/me/', { as })).status).toBe(401);
    expect((await post('login/', { email, password: PASSWORD })).status).toBe(400);
    const { uid, token, link } = readLink(management, email);
    expect(link).toContain('/activate/');
    expect((await post('users/activation/', { uid, token: 'wrong' })).status).toBe(400);
    expect((await post('users/activation/', { uid, token })).status).toBe(204);
    expect((await management.call('GET', '/api/v1/auth/users/me/', { as })).status).toBe(200);
    const again = await post('users/activation/', { uid, token });
    expect(again).toMatchObject({ status: 400, body: { token: [expect.any(String)] } });
  });

  test('resend_activation: never active → another mail; closed by somebody, or unknown → 204 and none', async () => {
    const { id, email } = await signUpUser(management);
    const mailsTo = (to: string) => management.mails.filter((mail) => mail.to === to).length;
    expect((await post('users/resend_activation/', { email })).status).toBe(204);
    expect(mailsTo(email)).toBe(2);
    await post('users/activation/', readLink(management, email));
    await management.pool.query('update users set is_active = false where id = $1', [id]);
    expect((await post('users/resend_activation/', { email })).status).toBe(204);
    expect((await post('users/resend_activation/', { email: 'nobody@example.com' })).status).toBe(204);
    expect(mailsTo(email)).toBe(2);
  });
});
