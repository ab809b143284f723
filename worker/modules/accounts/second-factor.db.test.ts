import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { listAudit, PASSWORD, poster, signUpUser } from '../../testing/management/accounts.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const post = poster(() => management);
const STEP_MS = 30_000;

/** What an authenticator app shows, so many steps from now. */
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * STEP_MS });
/** Six digits that are not of these steps. */
const wrongCode = (secret: string) =>
  ['000000', '111111', '222222', '333333'].find((code) => [-1, 0, 1].every((step) => codeOf(secret, step) !== code))!;
const forgetStep = (userId: number) =>
  management.pool.query('update mfa_methods set last_used_step = null where user_id = $1', [userId]);

async function startApp() {
  const account = await signUpUser(management);
  const started = await post('app/activate/', {}, account.authorization);
  expect(started.status).toBe(200);
  return { ...account, ...(started.body as { qr_link: string; secret: string }) };
}

async function activateApp() {
  const app = await startApp();
  const confirmed = await post('app/activate/confirm/', { code: codeOf(app.secret) }, app.authorization);
  expect(confirmed.status).toBe(200);
  return { ...app, backupCodes: (confirmed.body as { backup_codes: string[] }).backup_codes };
}

async function firstHalf(email: string): Promise<string> {
  const login = await post('login/', { email, password: PASSWORD });
  expect(login).toMatchObject({ status: 200, body: { ephemeral_token: expect.any(String), method: 'app' } });
  expect(login.body).not.toHaveProperty('key');
  return (login.body as { ephemeral_token: string }).ephemeral_token;
}

const secondHalf = (token: string, code: string) => post('login/code/', { ephemeral_token: token, code });
const methodsOf = async (as: string) =>
  (await management.call('GET', '/api/v1/auth/mfa/user-active-methods/', { as })).body;

test('activate → a link for apps and a secret that is sealed at rest; nothing is asked for until a code confirms it', async () => {
  const { id, email, authorization, secret, qr_link: link } = await startApp();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(new URL(link).searchParams.get('secret')).toBe(secret);
  expect(await methodsOf(authorization)).toEqual([]);
  expect((await post('login/', { email, password: PASSWORD })).body).toHaveProperty('key');
  const { rows } = await management.pool.query('select sealed_secret from mfa_methods where user_id = $1', [id]);
  expect(rows[0].sealed_secret).not.toContain(secret);
});

test('confirm: a wrong code, none, a code of the secret before → 400 naming the field, and still off', async () => {
  const { authorization, secret: old } = await startApp();
  const { body } = await post('app/activate/', {}, authorization);
  const { secret } = body as { secret: string };
  for (const code of [wrongCode(secret), codeOf(old)]) {
    const answer = await post('app/activate/confirm/', { code }, authorization);
    expect(answer).toMatchObject({ status: 400, body: { code: [expect.any(String)] } });
  }
  const without = await post('app/activate/confirm/', {}, authorization);
  expect(without).toMatchObject({ status: 400, body: { code: ['This field is required.'] } });
  expect(await methodsOf(authorization)).toEqual([]);
});

test('confirm: a right code → five backup codes, hashed at rest, on the audit log; activating again → 400', async () => {
  const app = await startApp();
  const made = await management.call('POST', '/api/v1/organisations/', { as: app.authorization, body: { name: 'A' } });
  const confirmed = await post('app/activate/confirm/', { code: codeOf(app.secret) }, app.authorization);
  const { backup_codes: codes } = confirmed.body as { backup_codes: string[] };
  expect(codes).toHaveLength(5);
  expect(new Set(codes).size).toBe(5);
  for (const code of codes) expect(code).toMatch(/^[a-z2-9]{10}$/);
  const { rows } = await management.pool.query('select * from mfa_methods where user_id = $1', [app.id]);
  for (const code of codes) expect(JSON.stringify(rows[0])).not.toContain(code);
  expect(await methodsOf(app.authorization)).toEqual([{ name: 'app', is_primary: true }]);
  const audit = await listAudit(management, (made.body as { id: number }).id);
  expect(audit.at(-1)).toMatchObject({ log: 'Two-factor authentication turned on', related_object_type: 'USER' });
  expect((await post('app/activate/', {}, app.authorization)).status).toBe(400);
  expect((await post('app/activate/confirm/', { code: codeOf(app.secret, 1) }, app.authorization)).status).toBe(400);
});

test('login: password, then a code → a key; the same code again, and the one that confirmed → 401', async () => {
  const { email, secret } = await activateApp();
  const token = await firstHalf(email);
  expect((await secondHalf(token, codeOf(secret))).status).toBe(401);
  const answers = await Promise.all([secondHalf(token, codeOf(secret, 1)), secondHalf(token, codeOf(secret, 1))]);
  expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 401]);
  const { key } = (answers.find(({ status }) => status === 200) as { body: { key: string } }).body;
  expect((await management.call('GET', '/api/v1/auth/users/me/', { as: `Token ${key}` })).status).toBe(200);
});

test('login: a backup code, in any spelling → a key, once', async () => {
  const { email, backupCodes } = await activateApp();
  const [code = ''] = backupCodes;
  const token = await firstHalf(email);
  expect((await secondHalf(token, ` ${code.slice(0, 5).toUpperCase()}-${code.slice(5)}`)).status).toBe(200);
  expect((await secondHalf(token, code)).status).toBe(401);
  expect((await secondHalf(token, backupCodes[1]!)).status).toBe(200);
});

test('login: the code of somebody else, an invented token, a token of somebody else → 401', async () => {
  const [mine, other] = [await activateApp(), await activateApp()];
  await Promise.all([forgetStep(mine.id), forgetStep(other.id)]);
  const token = await firstHalf(mine.email);
  expect((await secondHalf(token, codeOf(other.secret))).status).toBe(401);
  expect((await secondHalf(token, other.backupCodes[0]!)).status).toBe(401);
  expect((await secondHalf('v1.invented', codeOf(mine.secret))).status).toBe(401);
  expect((await secondHalf(await firstHalf(other.email), codeOf(mine.secret))).status).toBe(401);
});

test('login: the password has changed since, or a quarter of an hour has gone by → 401', async () => {
  const { id, email, secret, authorization } = await activateApp();
  await forgetStep(id);
  const early = await firstHalf(email);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 901_000 });
  try {
    expect((await secondHalf(early, codeOf(secret))).status).toBe(401);
    expect((await secondHalf(await firstHalf(email), codeOf(secret))).status).toBe(200);
  } finally {
    vi.useRealTimers();
  }
  await forgetStep(id);
  const change = { current_password: PASSWORD, new_password: 'another-Phrase-7', re_new_password: 'another-Phrase-7' };
  expect((await post('users/set_password/', change, authorization)).status).toBe(204);
  expect((await secondHalf(early, codeOf(secret))).status).toBe(401);
});

test('login: guessing → after five codes a minute 429, also for the right one, from whatever address', async () => {
  const { id, email, secret } = await activateApp();
  await forgetStep(id);
  const token = await firstHalf(email);
  const statuses: number[] = [];
  for (let turn = 0; turn < 6; turn += 1) statuses.push((await secondHalf(token, wrongCode(secret))).status);
  // One was used up by the confirmation.
  expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
  const refused = await secondHalf(token, codeOf(secret));
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('deactivate: nothing, a wrong code or password → 400 and still on; a code or the password → off, mailed, and login needs no code', async () => {
  const app = await activateApp();
  await forgetStep(app.id);
  const end = (body: object) => post('app/deactivate/', body, app.authorization);
  expect(await end({})).toMatchObject({ status: 400, body: { code: [expect.any(String)] } });
  expect(await end({ code: wrongCode(app.secret) })).toMatchObject({
    status: 400,
    body: { code: [expect.any(String)] },
  });
  expect(await end({ current_password: 'wrong' })).toMatchObject({ status: 400 });
  expect(await methodsOf(app.authorization)).toHaveLength(1);
  expect((await end({ code: codeOf(app.secret) })).status).toBe(204);
  expect(await methodsOf(app.authorization)).toEqual([]);
  expect(management.mails.findLast(({ to }) => to === app.email)?.subject).toBe(
    'Two-factor authentication was turned off',
  );
  expect((await post('login/', { email: app.email, password: PASSWORD })).body).toHaveProperty('key');

  const other = await activateApp();
  expect((await post('app/deactivate/', { current_password: PASSWORD }, other.authorization)).status).toBe(204);
  const again = await post('app/activate/', {}, other.authorization);
  expect((again.body as { secret: string }).secret).not.toBe(other.secret);
});
