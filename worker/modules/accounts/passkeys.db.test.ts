import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAudit, PASSWORD, poster, signUpUser, type Account } from '../../testing/management/accounts.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createPerson, createToken, type Person } from '../../testing/management/people.ts';
import { openSoftwarePasskey, type Twist } from '../../testing/management/software-passkey.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const ORIGIN = 'http://halyard.test';
const PASSKEYS = '/api/v1/auth/passkeys/';
const post = poster(() => management);
const proof = { current_password: PASSWORD };

type Options = { challenge: string; rp: { id: string }; rpId: string; user: { id: string } };
type Soft = Awaited<ReturnType<typeof openSoftwarePasskey>>;
type Holder = Account & { passkey: Soft; rowId: number };

const optionsIn = (body: unknown) => (body as { public_key: Options }).public_key;
const list = async (as: string) => (await management.call('GET', PASSKEYS, { as })).body as { id: number }[];

async function startAdding({ authorization }: Account) {
  const answer = await post('passkeys/options/', proof, authorization);
  expect(answer.status).toBe(200);
  return optionsIn(answer.body);
}

async function addTo(account: Account, passkey: Soft) {
  const credential = await passkey.create(await startAdding(account));
  return post('passkeys/', { name: 'Laptop', credential }, account.authorization);
}

async function holder(kind: 'ES256' | 'RS256' | 'EdDSA' = 'ES256'): Promise<Holder> {
  const account = await signUpUser(management);
  const passkey = await openSoftwarePasskey(ORIGIN, kind);
  const added = await addTo(account, passkey);
  expect(added).toMatchObject({ status: 201, body: { name: 'Laptop', last_used_at: null } });
  return { ...account, passkey, rowId: (added.body as { id: number }).id };
}

async function firstHalf({ email }: Account): Promise<string> {
  const { body } = await post('login/', { email, password: PASSWORD });
  return (body as { ephemeral_token: string }).ephemeral_token;
}

async function askToSign(token?: string) {
  return optionsIn((await post('passkeys/login/options/', { ephemeral_token: token })).body);
}

/** Signs in by a passkey, after the password with a token, else alone. */
async function signIn({ passkey }: Pick<Holder, 'passkey'>, token?: string, twist: Twist = {}) {
  const credential = await passkey.get(await askToSign(token), twist);
  return post('passkeys/login/', { ephemeral_token: token, credential });
}

test('options: no proof, a wrong password → 400 naming the field; the password → what browsers take, for this host', async () => {
  const account = await signUpUser(management);
  const ask = (body: object) => post('passkeys/options/', body, account.authorization);
  expect(await ask({})).toMatchObject({ status: 400, body: { code: [expect.any(String)] } });
  expect(await ask({ current_password: 'wrong' })).toMatchObject({
    status: 400,
    body: { current_password: ['Invalid password.'] },
  });
  const options = await startAdding(account);
  expect(options).toMatchObject({
    rp: { id: 'halyard.test' },
    user: { name: account.email },
    attestation: 'none',
    pubKeyCredParams: [{ alg: -7 }, { alg: -8 }, { alg: -257 }],
  });
  const { rows } = await management.pool.query('select * from passkey_challenges where user_id = $1', [account.id]);
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(options.challenge);
  expect((rows[0].expires_at - Date.now()) / 1_000).toBeLessThan(301);
});

describe('account without a password', () => {
  const ask = ({ authorization }: Person, body: object = {}) => post('passkeys/options/', body, authorization);
  const signedInAgo = (person: Person, seconds: number) =>
    management.pool.query('update auth_tokens set created_at = now() - make_interval(secs => $1) where user_id = $2', [
      seconds,
      person.id,
    ]);

  test('signed in less than ten minutes ago → that is proof enough; longer ago → told to sign in again', async () => {
    const person = await createPerson(management.pool, { googleUserId: 'of-ten-minutes' });
    expect(await ask(person)).toMatchObject({ status: 200, body: { public_key: { user: { name: person.email } } } });
    await signedInAgo(person, 595);
    expect(await ask(person)).toMatchObject({ status: 200 });
    await signedInAgo(person, 601);
    expect(await ask(person)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('Sign in again') },
    });
    // Having signed in elsewhere says nothing of who is here.
    await createToken(management.pool, person.id, 'session');
    expect(await ask(person)).toMatchObject({ status: 400 });
    expect(await ask(person, { current_password: '' })).toMatchObject({ status: 400 });
    expect(await ask(person, { current_password: 'null' })).toMatchObject({ status: 400 });
  });

  test('with an app → a code is asked for, however young the sign-in is', async () => {
    const person = await createPerson(management.pool, { googleUserId: 'of-an-app' });
    await management.pool.query(
      `insert into mfa_methods (user_id, name, sealed_secret, is_active) values ($1, 'app', 'x', true)`,
      [person.id],
    );
    expect(await ask(person)).toMatchObject({ status: 400, body: { code: [expect.any(String)] } });
  });
});

test.each(['ES256', 'RS256', 'EdDSA'] as const)(
  '%s: added → listed, mailed, audited; after the password the passkey signs in, and so it does alone',
  async (kind) => {
    const mine = await holder(kind);
    expect(management.mails.findLast(({ to }) => to === mine.email)?.subject).toBe('A passkey was added');
    const login = await post('login/', { email: mine.email, password: PASSWORD });
    expect(login.body).toMatchObject({ method: 'passkey', methods: ['passkey'] });
    expect(login.body).not.toHaveProperty('key');
    for (const token of [(login.body as { ephemeral_token: string }).ephemeral_token, undefined]) {
      const { status, body } = await signIn(mine, token);
      expect(status).toBe(200);
      const as = `Token ${(body as { key: string }).key}`;
      expect((await management.call('GET', '/api/v1/auth/users/me/', { as })).body).toMatchObject({ id: mine.id });
    }
    expect(await list(mine.authorization)).toMatchObject([{ name: 'Laptop', last_used_at: expect.any(String) }]);
  },
);

test('adding: an answer again, to nothing asked, or to what was asked of somebody else → 400 and nothing is kept', async () => {
  const [mine, other] = [await signUpUser(management), await signUpUser(management)];
  const passkey = await openSoftwarePasskey(ORIGIN);
  const add = (credential: unknown) => post('passkeys/', { name: 'x', credential }, mine.authorization);
  const problem = { status: 400, body: { credential: [expect.any(String)] } };
  expect(await add(await passkey.create(await startAdding(other)))).toMatchObject(problem);
  expect(await add(await passkey.create({ challenge: 'AAAA', rp: { id: 'halyard.test' } }))).toMatchObject(problem);
  const signing = await askToSign();
  expect(await add(await passkey.create({ ...signing, rp: { id: signing.rpId } }))).toMatchObject(problem);
  const options = await startAdding(mine);
  await management.pool.query('update passkey_challenges set expires_at = now() where user_id = $1', [mine.id]);
  expect(await add(await passkey.create(options))).toMatchObject(problem);
  expect(await list(mine.authorization)).toEqual([]);
  const credential = await passkey.create(await startAdding(mine));
  expect((await add(credential)).status).toBe(201);
  expect(await add(credential)).toMatchObject(problem);
  expect(await list(mine.authorization)).toHaveLength(1);
});

test.each<[string, Twist]>([
  ['a page of another origin', { origin: 'https://halyard.test' }],
  ['a page within a page', { crossOrigin: true }],
  ['another host', { rpId: 'evil.test' }],
  ['a signature in place of a new key', { type: 'webauthn.get' }],
  ['nobody there', { flags: 0x44 }],
  ['no credential in it', { flags: 0x05 }],
  ['another credential in it', { id: 'AAAAAAAAAAAAAAAAAAAAAA' }],
])('adding: %s → 400, nothing is kept, and the challenge is used up', async (_, twist) => {
  const account = await signUpUser(management);
  const passkey = await openSoftwarePasskey(ORIGIN);
  const options = await startAdding(account);
  const add = async (with_: Twist) =>
    post('passkeys/', { name: 'x', credential: await passkey.create(options, with_) }, account.authorization);
  expect(await add(twist)).toMatchObject({ status: 400, body: { credential: [expect.any(String)] } });
  expect((await add({})).status).toBe(400);
  expect(await list(account.authorization)).toEqual([]);
});

test('adding: a key that is none, or of another kind than it says; a name too long → 400 naming the field', async () => {
  const account = await signUpUser(management);
  const passkey = await openSoftwarePasskey(ORIGIN);
  for (const wrong of [
    { publicKey: 'AAAA' },
    { publicKey: '!' },
    { publicKeyAlgorithm: -257 },
    { publicKeyAlgorithm: -35 },
  ]) {
    const credential = await passkey.create(await startAdding(account));
    const body = { name: 'x', credential: { ...credential, response: { ...credential.response, ...wrong } } };
    expect(await post('passkeys/', body, account.authorization)).toMatchObject({
      status: 400,
      body: { credential: [expect.any(String)] },
    });
  }
  const credential = await passkey.create(await startAdding(account));
  const long = await post('passkeys/', { name: 'x'.repeat(101), credential }, account.authorization);
  expect(long).toMatchObject({ status: 400, body: { name: [expect.any(String)] } });
});

test('adding: a credential that somebody has, the twenty-first of an account → 400', async () => {
  const mine = await holder();
  const other = await signUpUser(management);
  expect(await addTo(other, mine.passkey)).toMatchObject({ status: 400, body: { credential: [expect.any(String)] } });
  const late = await startAdding(mine);
  await management.pool.query(
    `insert into passkeys (user_id, name, credential_id, public_key, algorithm, counter)
     select $1, 'n', 'c' || n, 'x', -7, 0 from generate_series(1, 19) n`,
    [mine.id],
  );
  const credential = await (await openSoftwarePasskey(ORIGIN)).create(late);
  expect((await post('passkeys/', { name: 'x', credential }, mine.authorization)).status).toBe(400);
  expect((await post('passkeys/options/', proof, mine.authorization)).status).toBe(400);
  expect(await list(mine.authorization)).toHaveLength(20);
});

test.each<[string, Twist, boolean, boolean]>([
  ['a page of another origin', { origin: 'https://evil.test' }, true, true],
  ['a page within a page', { crossOrigin: true }, true, true],
  ['another host', { rpId: 'evil.test' }, true, true],
  ['a new key in place of a signature', { type: 'webauthn.create' }, true, true],
  ['nobody there', { flags: 0x04 }, true, true],
  ['one that has not checked who uses it', { flags: 0x01 }, false, true],
  ['one that says it is copied and cannot be', { flags: 0x15 }, true, true],
  ['the name of another account', { userHandle: 'AAAA' }, true, true],
  ['no name of an account', { userHandle: null }, false, true],
  ['an unknown credential', { id: 'AAAAAAAAAAAAAAAAAAAAAA' }, true, true],
])('signing in: %s → 401 where it matters', async (_, twist, isRefusedAfterPassword, isRefusedAlone) => {
  const mine = await holder();
  expect((await signIn(mine, await firstHalf(mine), twist)).status).toBe(isRefusedAfterPassword ? 401 : 200);
  expect((await signIn(mine, undefined, twist)).status).toBe(isRefusedAlone ? 401 : 200);
  expect((await signIn(mine)).status).toBe(200);
});

test('signing in: an answer again, too late, or to what was asked elsewhere → 401', async () => {
  const mine = await holder();
  const token = await firstHalf(mine);
  const send = (credential: unknown, more: object = {}) => post('passkeys/login/', { credential, ...more });
  const used = await mine.passkey.get(await askToSign());
  const both = await Promise.all([send(used), send(used)]);
  expect(both.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 401]);
  expect((await send(await mine.passkey.get(await askToSign(token)))).status).toBe(401);
  expect((await send(await mine.passkey.get(await askToSign()), { ephemeral_token: token })).status).toBe(401);
  expect((await send(await mine.passkey.get(await startAdding(mine)))).status).toBe(401);
  const adding = await mine.passkey.get({ ...(await startAdding(mine)), rpId: 'halyard.test' });
  expect((await send(adding, { ephemeral_token: token })).status).toBe(401);
  const late = await mine.passkey.get(await askToSign());
  await management.pool.query('update passkey_challenges set expires_at = now()');
  expect((await send(late)).status).toBe(401);
});

test('signing in: the passkey of somebody else, a token that is none → 401', async () => {
  const [mine, other] = [await holder(), await holder()];
  const token = await firstHalf(mine);
  expect((await signIn(other, token)).status).toBe(401);
  expect((await signIn(other, token, { userHandle: null })).status).toBe(401);
  const asked = await post('passkeys/login/options/', { ephemeral_token: 'v1.invented' });
  expect(asked.status).toBe(401);
  const credential = await mine.passkey.get(await askToSign());
  expect((await post('passkeys/login/', { ephemeral_token: 'v1.invented', credential })).status).toBe(401);
});

test('signing in: any bit of the signature, or of what it is for, is changed → 401', async () => {
  const mine = await holder();
  for (const part of ['signature', 'authenticatorData'] as const) {
    const credential = await mine.passkey.get(await askToSign());
    const bytes = Buffer.from(credential.response[part], 'base64url');
    bytes[bytes.length - 1]! ^= 1;
    const response = { ...credential.response, [part]: bytes.toString('base64url') };
    expect((await post('passkeys/login/', { credential: { ...credential, response } })).status).toBe(401);
  }
  const foreign = await (await openSoftwarePasskey(ORIGIN)).get(await askToSign(), { id: mine.passkey.id });
  const { body: me } = await management.call('GET', '/api/v1/auth/users/me/', { as: mine.authorization });
  foreign.response.userHandle = Buffer.from((me as { uuid: string }).uuid).toString('base64url');
  const answer = await post('passkeys/login/', { credential: foreign });
  expect(answer).toMatchObject({ status: 401, body: { detail: expect.stringContaining('signature') } });
});

test('signing in: the counter stands or goes back → 401 and on the audit log; always 0 → let in', async () => {
  const mine = await holder();
  const made = await management.call('POST', '/api/v1/organisations/', { as: mine.authorization, body: { name: 'A' } });
  expect((await signIn(mine, undefined, { counter: 7 })).status).toBe(200);
  for (const counter of [7, 6, 0]) expect((await signIn(mine, undefined, { counter })).status).toBe(401);
  const audit = await listAudit(management, (made.body as { id: number }).id);
  expect(audit.filter(({ log }) => log === 'Passkey refused: its counter went back')).toHaveLength(3);
  expect((await signIn(mine, undefined, { counter: 8 })).status).toBe(200);
  const zero = await holder();
  for (let turn = 0; turn < 2; turn += 1) expect((await signIn(zero, undefined, { counter: 0 })).status).toBe(200);
});

test('signing in: five tries a minute after a password, from whatever address → then 429, also for the right one', async () => {
  const mine = await holder();
  const token = await firstHalf(mine);
  const statuses: number[] = [];
  for (let turn = 0; turn < 6; turn += 1) statuses.push((await signIn(mine, token, { rpId: 'evil.test' })).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  expect((await signIn(mine, token)).status).toBe(429);
});

test('rename, remove: of somebody else → 404; without proof → 400; with it → gone and mailed, and the password is enough again', async () => {
  const [mine, other] = [await holder(), await holder()];
  const path = `${PASSKEYS}${mine.rowId}/`;
  const call = (method: string, as: string, body: object) => management.call(method, path, { as, body });
  expect((await call('PATCH', other.authorization, { name: 'x' })).status).toBe(404);
  expect((await call('DELETE', other.authorization, proof)).status).toBe(404);
  expect(await call('PATCH', mine.authorization, { name: 'Key' })).toMatchObject({
    status: 200,
    body: { name: 'Key' },
  });
  expect((await call('DELETE', mine.authorization, {})).status).toBe(400);
  expect((await call('DELETE', mine.authorization, { current_password: 'wrong' })).status).toBe(400);
  expect(await list(mine.authorization)).toMatchObject([{ name: 'Key' }]);
  expect((await call('DELETE', mine.authorization, proof)).status).toBe(204);
  expect(management.mails.findLast(({ to }) => to === mine.email)?.subject).toBe('A passkey was removed');
  expect((await signIn(mine)).status).toBe(401);
  expect((await post('login/', { email: mine.email, password: PASSWORD })).body).toHaveProperty('key');
});

test('an organisation asks for a second factor → a passkey is one; a new password keeps it, the end of the account does not', async () => {
  const mine = await holder();
  const made = await management.call('POST', '/api/v1/organisations/', { as: mine.authorization, body: { name: 'A' } });
  await management.pool.query('update organisations set force_2fa = true where id = $1', [
    (made.body as { id: number }).id,
  ]);
  const projects = () => management.call('GET', '/api/v1/projects/', { as: mine.authorization });
  expect((await projects()).status).toBe(200);
  const next = { current_password: PASSWORD, new_password: 'another-Phrase-7', re_new_password: 'another-Phrase-7' };
  expect((await post('users/set_password/', next, mine.authorization)).status).toBe(204);
  expect((await signIn(mine)).status).toBe(200);
  await management.pool.query('update passkeys set user_id = $1 where id = $2', [
    (await signUpUser(management)).id,
    mine.rowId,
  ]);
  expect((await projects()).status).toBe(403);
  await management.pool.query('update passkeys set user_id = $1 where id = $2', [mine.id, mine.rowId]);
  const end = await management.call('DELETE', '/api/v1/auth/users/me/', {
    as: mine.authorization,
    body: { current_password: 'another-Phrase-7' },
  });
  expect(end.status).toBe(204);
  const { rows } = await management.pool.query('select from passkeys where id = $1', [mine.rowId]);
  expect(rows).toEqual([]);
});

test('passwords are turned off → passkeys sign nobody in; FLAGSMITH_DOMAIN → passkeys are for it, and an address has none', async () => {
  const elsewhere = await openManagement({ settings: { PREVENT_EMAIL_PASSWORD: 'true' } });
  const named = await openManagement({ settings: { FLAGSMITH_DOMAIN: 'flags.example.com' } });
  const bare = await openManagement({ settings: { FLAGSMITH_DOMAIN: '127.0.0.1:8787' } });
  try {
    const ask = async ({ call }: Management) => call('POST', `${PASSKEYS}login/options/`, { body: {} });
    expect((await ask(elsewhere)).status).toBe(403);
    expect((await ask(named)).body).toMatchObject({ public_key: { rpId: 'flags.example.com' } });
    expect((await ask(bare)).status).toBe(400);
  } finally {
    await Promise.all([elsewhere.close(), named.close(), bare.close()]);
  }
});
