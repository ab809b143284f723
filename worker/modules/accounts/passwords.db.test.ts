import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene } from '../../testing/fixtures/scene.ts';
import { listAudit, PASSWORD, poster, readLink, signUpUser } from '../../testing/management/accounts.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember, createPerson } from '../../testing/management/people.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement({ settings: { FLAGSMITH_DOMAIN: 'flags.example.org' } });
});
afterAll(() => management.close());

const post = poster(() => management);
const NEXT = 'another good phrase';
const statusOfMe = async (as: string) => (await management.call('GET', '/api/v1/auth/users/me/', { as })).status;
const mailsTo = (email: string) => management.mails.filter(({ to }) => to === email).length;
const resetBody = (email: string, more: object = {}) => {
  const { uid, token } = readLink(management, email);
  return { uid, token, new_password: NEXT, re_new_password: NEXT, ...more };
};

test('set_password: right → 204, other sessions end, this one stays, the new password is the one', async () => {
  const { email, authorization: as } = await signUpUser(management);
  const other = `Token ${((await post('login/', { email, password: PASSWORD })).body as { key: string }).key}`;
  const body = { current_password: PASSWORD, new_password: NEXT, re_new_password: NEXT };
  expect((await post('users/set_password/', body, as)).status).toBe(204);
  expect(await statusOfMe(as)).toBe(200);
  expect(await statusOfMe(other)).toBe(401);
  expect((await post('login/', { email, password: PASSWORD })).status).toBe(400);
  expect((await post('login/', { email, password: NEXT })).status).toBe(200);
});

test.each([
  ['the current one is wrong', { current_password: 'wrong' }, 'current_password'],
  ['the new ones differ', { re_new_password: 'something else' }, 'non_field_errors'],
  ['the new one is weak', { new_password: '12345678', re_new_password: '12345678' }, 'new_password'],
])('set_password: %s → 400 keyed by it, nothing changed', async (_, more, key) => {
  const { email, authorization: as } = await signUpUser(management);
  const body = { current_password: PASSWORD, new_password: NEXT, re_new_password: NEXT, ...more };
  const answer = await post('users/set_password/', body, as);
  expect(answer.status).toBe(400);
  expect(Object.keys(answer.body as object)).toEqual([key]);
  expect((await post('login/', { email, password: PASSWORD })).status).toBe(200);
});

test('set_password: guessed with a stolen token → 429 after 20 tries, before any hash', async () => {
  const { authorization: as } = await signUpUser(management);
  const body = { current_password: 'wrong', new_password: NEXT, re_new_password: NEXT };
  for (let turn = 0; turn < 20; turn += 1) expect((await post('users/set_password/', body, as)).status).toBe(400);
  expect((await post('users/set_password/', { ...body, current_password: PASSWORD }, as)).status).toBe(429);
});

test('reset: the whole way → a link at the site, all sessions end, audited in each organisation, the link works once', async () => {
  const account = await signUpUser(management);
  const scene = await createScene(management.pool);
  await management.pool.query(
    `insert into user_organisations (user_id, organisation_id, role) values ($1, $2, 'USER')`,
    [account.id, scene.organisationId],
  );
  expect((await post('users/reset_password/', { email: account.email.toUpperCase() })).status).toBe(204);
  const { uid, token, link } = readLink(management, account.email);
  expect(link).toBe(`https://flags.example.org/password-reset/${uid}/${token}`);
  const { rows } = await management.pool.query('select token_hash from password_reset_requests where user_id = $1', [
    account.id,
  ]);
  expect(rows[0].token_hash).not.toBe(token);

  const body = resetBody(account.email);
  const answers = await Promise.all([
    post('users/reset_password_confirm/', body),
    post('users/reset_password_confirm/', body),
  ]);
  expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([204, 400]);
  expect(await post('users/reset_password_confirm/', body)).toMatchObject({
    status: 400,
    body: { token: [expect.any(String)] },
  });
  expect(await statusOfMe(account.authorization)).toBe(401);
  expect((await post('login/', { email: account.email, password: NEXT })).status).toBe(200);
  expect(await listAudit(management, scene.organisationId)).toMatchObject([
    { related_object_type: 'USER', change_type: 'UPDATE' },
  ]);
});

test('reset: wrong token, foreign token, nonsense uid, expired link, weak password → 400, nothing changed', async () => {
  const [account, other] = [await signUpUser(management), await signUpUser(management)];
  await post('users/reset_password/', { email: account.email });
  await post('users/reset_password/', { email: other.email });
  const foreign = readLink(management, other.email).token;
  const tries: [object, string][] = [
    [{ token: 'x' }, 'token'],
    [{ token: foreign }, 'token'],
    [{ uid: 'ÄÖÜ' }, 'uid'],
    [{ uid: btoa('999999') }, 'token'],
    [{ new_password: 'password1', re_new_password: 'password1' }, 'new_password'],
    [{ re_new_password: 'different words' }, 'non_field_errors'],
  ];
  for (const [more, key] of tries) {
    const answer = await post('users/reset_password_confirm/', resetBody(account.email, more));
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body as object)).toEqual([key]);
  }
  await management.pool.query(`update password_reset_requests set expires_at = now() where user_id = $1`, [account.id]);
  expect((await post('users/reset_password_confirm/', resetBody(account.email))).status).toBe(400);
  expect((await post('login/', { email: account.email, password: PASSWORD })).status).toBe(200);
});

test('reset: six requests, also at once → five mails and 204 each time; a change of password starts anew', async () => {
  const { email } = await signUpUser(management);
  const answers = await Promise.all(Array.from({ length: 6 }, () => post('users/reset_password/', { email })));
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204, 204]);
  expect(mailsTo(email)).toBe(5);
  expect((await post('users/reset_password_confirm/', resetBody(email))).status).toBe(204);
  await post('users/reset_password/', { email });
  expect(mailsTo(email)).toBe(6);
});

test('reset: a day later → counted anew', async () => {
  const { id, email } = await signUpUser(management);
  for (let turn = 0; turn < 6; turn += 1) await post('users/reset_password/', { email });
  await management.pool.query(
    `update password_reset_requests set requested_at = now() - interval '25 hours' where user_id = $1`,
    [id],
  );
  await post('users/reset_password/', { email });
  expect(mailsTo(email)).toBe(6);
});

test('reset: an unknown or closed account → 204 after the same time, and no mail', async () => {
  const closed = await createPerson(management.pool, { isActive: false });
  const known = await signUpUser(management);
  const time = async (email: string) => {
    const begin = performance.now();
    expect((await post('users/reset_password/', { email })).status).toBe(204);
    return performance.now() - begin;
  };
  const before = management.mails.length;
  const times = [await time(closed.email), await time(`${randomUUID()}@example.com`)];
  expect(management.mails).toHaveLength(before);
  for (const each of [...times, await time(known.email)]) expect(each).toBeGreaterThanOrEqual(295);
});

test('reset_password: the 21st request a minute from one address → 429', async () => {
  const address = randomUUID();
  const statuses = await Promise.all(
    Array.from({ length: 22 }, () => post('users/reset_password/', { email: 'x@example.com' }, undefined, address)),
  );
  expect(statuses.filter(({ status }) => status === 204).length).toBeLessThanOrEqual(20);
  expect(statuses.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(2);
});

test('set_email: right → 204, the old address is told, its open reset links are dead, audited', async () => {
  const scene = await createScene(management.pool);
  const account = await signUpUser(management);
  await management.pool.query(
    `insert into user_organisations (user_id, organisation_id, role) values ($1, $2, 'USER')`,
    [account.id, scene.organisationId],
  );
  await post('users/reset_password/', { email: account.email });
  const reset = resetBody(account.email);
  const email = `new-${account.email.toUpperCase()}`;
  const body = { current_password: PASSWORD, new_email: email };
  expect((await post('users/set_email/', body, account.authorization)).status).toBe(204);
  expect(mailsTo(account.email)).toBe(2);
  expect(mailsTo(email.toLowerCase())).toBe(0);
  expect((await post('users/reset_password_confirm/', reset)).status).toBe(400);
  expect((await post('login/', { email: email.toLowerCase(), password: PASSWORD })).status).toBe(200);
  expect(await listAudit(management, scene.organisationId)).toMatchObject([
    { before: { email: account.email }, after: { email: email.toLowerCase() } },
  ]);
});

test('set_email: taken in another case, or a wrong password → 400 naming the field, no mail', async () => {
  const scene = await createScene(management.pool);
  const taken = await createMember(management.pool, scene.organisationId, 'USER');
  const { email, authorization: as } = await signUpUser(management);
  const first = await post(
    'users/set_email/',
    { current_password: PASSWORD, new_email: taken.email.toUpperCase() },
    as,
  );
  expect(first).toMatchObject({ status: 400, body: { new_email: [expect.any(String)] } });
  const second = await post('users/set_email/', { current_password: 'x', new_email: 'free@example.com' }, as);
  expect(second).toMatchObject({ status: 400, body: { current_password: [expect.any(String)] } });
  expect(mailsTo(email)).toBe(0);
});

test('reset_email: the whole way → the address changes by a link that works once and for its own account alone', async () => {
  const [account, other] = [await signUpUser(management), await signUpUser(management)];
  expect((await post('users/reset_email/', { email: account.email })).status).toBe(204);
  expect((await post('users/reset_email/', { email: 'nobody@example.com' })).status).toBe(204);
  const { uid, token } = readLink(management, account.email);
  const email = `moved-${account.email}`;
  const confirm = (body: object) => post('users/reset_email_confirm/', { uid, token, new_email: email, ...body });
  const foreignUid = btoa(String(other.id)).replaceAll('=', '');
  expect((await confirm({ uid: foreignUid })).status).toBe(400);
  expect(await confirm({ new_email: other.email })).toMatchObject({
    status: 400,
    body: { new_email: [expect.any(String)] },
  });
  expect((await confirm({})).status).toBe(204);
  expect((await confirm({ new_email: 'again@example.com' })).status).toBe(400);
  expect((await post('login/', { email, password: PASSWORD })).status).toBe(200);
});

test('reset_email: an activation or password link → does not open it', async () => {
  const { email } = await signUpUser(management);
  await post('users/reset_password/', { email });
  const { uid, token } = readLink(management, email);
  const answer = await post('users/reset_email_confirm/', { uid, token, new_email: 'x@example.com' });
  expect(answer).toMatchObject({ status: 400, body: { token: [expect.any(String)] } });
});
