import { generateKeyPair, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openIdentityTokens } from '../../platform/identity-tokens.ts';
import { openOutbound } from '../../platform/outbound.ts';
import { poster, PASSWORD, signUpUser } from '../../testing/management/accounts.ts';
import { openManagement, type Answer, type Management } from '../../testing/management/management.ts';
import { openProviderStandIn, type ProviderStandIn } from '../../testing/management/provider-stand-in.ts';
import { sha256Hex } from '../../core/sha256.ts';

type Provider = 'google' | 'github';
const BOTH: Provider[] = ['google', 'github'];
const EXCHANGES = { google: '/token', github: '/login/oauth/access_token' };

let management: Management;
let standIn: ProviderStandIn;
let settings: Record<string, string>;
let people = 0;

beforeAll(async () => {
  standIn = await openProviderStandIn();
  management = await openManagement();
  management.ports.outbound = openOutbound({ allowHttp: true, allowPrivate: true });
  management.ports.identityTokens = openIdentityTokens(management.ports.outbound);
  management.ports.setting = (name) => settings[name];
});
afterAll(async () => {
  await management.close();
  await standIn.close();
});
beforeEach(() => {
  people += 1;
  settings = { ...standIn.settings };
  standIn.person = { subject: people, email: `person-${people}@example.com`, isVerified: true, names: ['Ada', 'King'] };
  standIn.signIdToken = (claims) => standIn.issuer.sign(claims);
  standIn.isDenied = false;
  standIn.statuses.clear();
  standIn.refusals.length = 0;
  standIn.secrets.length = 0;
  standIn.issuer.sink.requests.length = 0;
});

/** A browser: it keeps cookies, and goes where it is sent. */
class Browser {
  readonly cookies = new Map<string, string>();
  readonly address = crypto.randomUUID();

  async post(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await management.call('POST', `/api/v1/auth/providers/${path}/`, {
      body,
      headers: {
        'x-sign-in': 'cookie',
        'sec-fetch-site': 'same-origin',
        'cf-connecting-ip': this.address,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.cookies.set(name, value);
    }
    return answer;
  }

  /** Where the provider is to ask. */
  async start(provider: Provider, body: object = {}): Promise<URL> {
    const answer = await this.post(`${provider}/start`, body);
    expect(answer.status).toBe(200);
    return new URL((answer.body as { authorize_url: string }).authorize_url);
  }

  finish(provider: Provider, back: { code: string; state: string }): Promise<Answer> {
    return this.post(`${provider}/finish`, back);
  }

  async travel(provider: Provider, body: object = {}): Promise<Answer> {
    return this.finish(provider, await ask(await this.start(provider, body)));
  }

  /** Who is signed in here. */
  async whoIs(): Promise<Record<string, unknown> | null> {
    const cookie = `halyard-session=${this.cookies.get('halyard-session') ?? ''}`;
    const { status, body } = await management.call('GET', '/api/v1/auth/users/me/', { headers: { cookie } });
    return status === 200 ? (body as Record<string, unknown>) : null;
  }
}

/** What the provider sends back with. */
async function ask(address: URL): Promise<{ code: string; state: string; back: URL }> {
  const response = await fetch(address, { redirect: 'manual' });
  const back = new URL(response.headers.get('location') ?? '');
  return { code: back.searchParams.get('code') ?? '', state: back.searchParams.get('state') ?? '', back };
}

const countUsers = async () =>
  (await management.pool.query('select count(*)::int as n from users')).rows[0].n as number;
const exchanges = () => standIn.issuer.sink.requests.filter(({ path }) => Object.values(EXCHANGES).includes(path));

/** Nobody is signed in, no account was made. */
async function expectNobody(browser: Browser, users: number): Promise<void> {
  expect(browser.cookies.has('halyard-session')).toBe(false);
  expect(await browser.whoIs()).toBeNull();
  expect(await countUsers()).toBe(users);
}

describe.each(BOTH)('%s', (provider) => {
  test('there and back → a session in a cookie alone, an account with the names, and where one was going', async () => {
    const browser = new Browser();
    const address = await browser.start(provider, { next: '/project/1?a=b' });
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: `http://halyard.test/oauth/${provider}`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(address.searchParams.has('nonce')).toBe(provider === 'google');
    const back = await ask(address);
    const done = await browser.finish(provider, back);
    expect(done).toMatchObject({ status: 200, body: { next: '/project/1?a=b', is_new_user: true } });
    expect(Object.keys(done.body as object).toSorted()).toEqual(['is_new_user', 'next']);
    expect(done.headers.get('set-cookie')).toMatch(/^halyard-session=[0-9a-f]{64}; .*HttpOnly; SameSite=Lax/);
    expect(await browser.whoIs()).toMatchObject({
      email: standIn.person.email,
      first_name: 'Ada',
      last_name: 'King',
      auth_type: provider.toUpperCase(),
    });
    const sent = new URLSearchParams(exchanges()[0]?.body);
    expect(sent.get('redirect_uri')).toBe(`http://halyard.test/oauth/${provider}`);
    expect(sent.get('code_verifier')).toMatch(/^[\w-]{43}$/);
    expect(address.href).not.toContain(sent.get('code_verifier'));
    expect(standIn.refusals).toEqual([]);

    const again = await new Browser().travel(provider);
    expect(again).toMatchObject({ status: 200, body: { next: '/', is_new_user: false } });
  });

  test('the state and code of one browser in another → refused, the trip is over, and the provider is not asked', async () => {
    const [attacker, victim] = [new Browser(), new Browser()];
    const back = await ask(await attacker.start(provider));
    await victim.start(provider);
    const users = await countUsers();
    expect(await victim.finish(provider, back)).toMatchObject({ status: 403, body: { code: 'sign_in_elsewhere' } });
    expect(await attacker.finish(provider, back)).toMatchObject({ status: 403, body: { code: 'sign_in_expired' } });
    expect(exchanges()).toEqual([]);
    await expectNobody(victim, users);
  });

  test('a browser without the cookie, or with one that is none → refused', async () => {
    for (const planted of [null, '', 'x', 'a'.repeat(64)]) {
      const browser = new Browser();
      const back = await ask(await browser.start(provider));
      browser.cookies.clear();
      if (planted !== null) browser.cookies.set('halyard-trip', planted);
      expect(await browser.finish(provider, back)).toMatchObject({ status: 403, body: { code: 'sign_in_elsewhere' } });
    }
  });

  test('a state that was used, is older than ten minutes, belongs to the other provider, or was never made → refused', async () => {
    const browser = new Browser();
    const used = await ask(await browser.start(provider));
    expect((await browser.finish(provider, used)).status).toBe(200);
    const old = await ask(await browser.start(provider));
    const others = await ask(await browser.start(provider === 'google' ? 'github' : 'google'));
    const expired = `update provider_trips set expires_at = expires_at - interval '10 minutes' where state_hash = $1`;
    expect((await management.pool.query(expired, [await sha256Hex(old.state)])).rowCount).toBe(1);
    const made = { code: 'made up', state: 'A'.repeat(43) };
    browser.cookies.delete('halyard-session');
    const users = await countUsers();
    for (const back of [used, old, others, made]) {
      expect(await browser.finish(provider, back)).toMatchObject({ status: 403, body: { code: 'sign_in_expired' } });
    }
    expect(exchanges()).toHaveLength(1);
    await expectNobody(browser, users);
  });

  test('two requests with the same state at once → one of them is let in', async () => {
    const browser = new Browser();
    const back = await ask(await browser.start(provider));
    const both = await Promise.all([browser.finish(provider, back), browser.finish(provider, back)]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 403]));
  });

  test('two tabs of one browser → both arrive', async () => {
    const browser = new Browser();
    const first = await ask(await browser.start(provider, { next: '/first' }));
    const second = await ask(await browser.start(provider, { next: '/second' }));
    expect((await browser.finish(provider, first)).body).toMatchObject({ next: '/first' });
    expect((await browser.finish(provider, second)).body).toMatchObject({ next: '/second' });
  });

  test('a code that was asked for with another verifier → the provider does not exchange it, 502', async () => {
    const browser = new Browser();
    const stolen = await ask(await new Browser().start(provider));
    const own = await browser.start(provider);
    const users = await countUsers();
    const answer = await browser.finish(provider, {
      code: stolen.code,
      state: own.searchParams.get('state') ?? '',
    });
    expect(answer).toMatchObject({ status: 502, body: { message: expect.any(String) } });
    expect(standIn.refusals).toEqual(['wrong verifier']);
    await expectNobody(browser, users);
  });

  test('the provider has not verified the address → 403 that says what to do, and no way into the account of that address', async () => {
    const { authorization } = await signUpUser(management, { email: standIn.person.email });
    standIn.person.isVerified = false;
    const browser = new Browser();
    const users = await countUsers();
    expect(await browser.travel(provider)).toMatchObject({
      status: 403,
      body: { code: 'email_unproven', detail: expect.stringContaining('Verify one there') },
    });
    await expectNobody(browser, users);
    expect((await management.call('GET', '/api/v1/auth/users/me/', { as: authorization })).status).toBe(200);
  });

  test('an account with the verified address exists → linked as by the compatible way: a password nobody has proven ends', async () => {
    const { email } = standIn.person;
    await signUpUser(management, { email });
    const browser = new Browser();
    expect(await browser.travel(provider)).toMatchObject({ status: 200, body: { is_new_user: false } });
    expect(await browser.whoIs()).toMatchObject({ email });
    expect((await poster(() => management)('login/', { email, password: PASSWORD })).status).toBe(400);
  });

  test('sign-up is closed → 403 and no account; with an invitation that holds, and for who has one → let in', async () => {
    const users = await countUsers();
    const browser = new Browser();
    settings['PREVENT_SIGNUP'] = 'True';
    expect((await browser.travel(provider)).status).toBe(403);
    delete settings['PREVENT_SIGNUP'];
    settings['ALLOW_REGISTRATION_WITHOUT_INVITE'] = 'False';
    expect((await browser.travel(provider)).status).toBe(403);
    const invented = { sign_up_type: 'INVITE_LINK', invite_hash: 'invented' };
    expect((await browser.travel(provider, invented)).status).toBe(403);
    expect((await browser.travel(provider, { sign_up_type: 'INVITE_EMAIL' })).status).toBe(403);
    await expectNobody(browser, users);

    const invited = `link-${people}`;
    const { rows } = await management.pool.query(`insert into organisations (name) values ('Inviting') returning id`);
    await management.pool.query(
      `insert into invite_links (organisation_id, token_hash, sealed_token, role) values ($1, $2, 'x', 'USER')`,
      [rows[0].id, await sha256Hex(invited)],
    );
    const start = { sign_up_type: 'INVITE_LINK', invite_hash: invited, next: `/invite-link/${invited}` };
    expect(await browser.travel(provider, start)).toMatchObject({
      status: 200,
      body: { next: `/invite-link/${invited}`, is_new_user: true },
    });
    settings['PREVENT_SIGNUP'] = 'True';
    expect((await new Browser().travel(provider)).status).toBe(200);
  });

  test('an account that is switched off → 403, and no session', async () => {
    await new Browser().travel(provider);
    await management.pool.query('update users set is_active = false where email = $1', [standIn.person.email]);
    const browser = new Browser();
    expect((await browser.travel(provider)).status).toBe(403);
    expect(browser.cookies.has('halyard-session')).toBe(false);
  });

  test('where one was going leads elsewhere → the start', async () => {
    const corpus = [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/.//evil.example',
    ];
    for (const next of [...corpus, 'javascript:alert(1)', '']) {
      expect(await new Browser().travel(provider, { next })).toMatchObject({ status: 200, body: { next: '/' } });
    }
  });

  test('the provider does not answer as it should → 502 with a message, and nobody', async () => {
    const users = await countUsers();
    for (const path of [EXCHANGES[provider], ...(provider === 'github' ? ['/user', '/user/emails'] : [])]) {
      for (const status of [500, 302, 200]) {
        standIn.statuses.set(path, status);
        const browser = new Browser();
        expect(await browser.travel(provider)).toMatchObject({ status: 502, body: { message: expect.any(String) } });
        await expectNobody(browser, users);
      }
      standIn.statuses.clear();
    }
  });

  test('not set up, with one half of the credentials or none → 403 that names what is missing, and the dashboard is not told of it', async () => {
    const name = provider.toUpperCase();
    const config = async () => (await management.call('GET', '/api/v1/dash/config/')).body;
    expect(await config()).toMatchObject({ providers: BOTH });
    for (const missing of [`${name}_CLIENT_SECRET`, `${name}_CLIENT_ID`]) {
      delete settings[missing];
      expect(await new Browser().post(`${provider}/start`, {})).toMatchObject({
        status: 403,
        body: { detail: expect.stringContaining(missing) },
      });
    }
    expect(await config()).toMatchObject({ providers: BOTH.filter((one) => one !== provider) });
  });

  test('asked by who keeps no cookies, by another site, or at another address than the one to come back to → refused, nothing kept', async () => {
    await management.pool.query('delete from provider_trips');
    const browser = new Browser();
    settings['FLAGSMITH_DOMAIN'] = 'flags.example.com';
    const refusals = await Promise.all([
      browser.post(`${provider}/start`, {}, { 'x-sign-in': '' }),
      browser.post(`${provider}/start`, {}, { 'sec-fetch-site': 'cross-site' }),
      browser.post(`${provider}/start`, {}, { origin: 'http://halyard.test' }),
      browser.post(`${provider}/finish`, { code: 'c', state: 's' }, { 'x-sign-in': '' }),
      browser.post(`${provider}/finish`, { code: 'c', state: 's' }, { 'sec-fetch-site': 'cross-site' }),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([400, 403, 400, 400, 403]);
    expect(refusals[2]?.body).toEqual({ detail: expect.stringContaining('https://flags.example.com') });
    expect((await management.pool.query('select 1 from provider_trips')).rowCount).toBe(0);
    const started = await browser.post(`${provider}/start`, {}, { origin: 'https://flags.example.com' });
    expect(started.body).toMatchObject({
      authorize_url: expect.stringContaining(encodeURIComponent(`https://flags.example.com/oauth/${provider}`)),
    });
  });

  test('secrets of a trip → neither in the log nor in the database, whether it ends well or not', async () => {
    const written: unknown[] = [];
    const spies = (['log', 'error', 'warn', 'info'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...all: unknown[]) => void written.push(...all)),
    );
    const browser = new Browser();
    const start = { next: '/invite-link/secret-of-an-invitation' };
    const address = await browser.start(provider, start);
    const kept = JSON.stringify((await management.pool.query('select * from provider_trips')).rows);
    const back = await ask(address);
    expect((await browser.finish(provider, back)).status).toBe(200);
    expect((await browser.finish(provider, back)).status).toBe(403);
    standIn.statuses.set(EXCHANGES[provider], 500);
    expect((await browser.travel(provider, start)).status).toBe(502);
    for (const spy of spies) spy.mockRestore();
    expect(written.length).toBeGreaterThan(0);
    const verifiers = exchanges().map(({ body }) => new URLSearchParams(body).get('code_verifier') ?? '');
    const cookie = browser.cookies.get('halyard-trip') ?? '';
    const secrets = [
      ...standIn.secrets,
      ...verifiers,
      cookie,
      back.state,
      'secret-of-an-invitation',
      'google-secret',
      'github-secret',
    ];
    const after = JSON.stringify((await management.pool.query('select * from users, auth_tokens')).rows);
    for (const secret of secrets) {
      expect(secret).not.toBe('');
      for (const text of [JSON.stringify(written), kept, after]) expect(text).not.toContain(secret);
    }
  });
});

test('Google: what it says of the person is not for us, not of now, not of this trip, or not signed by it → 502, and nobody', async () => {
  const { issuer } = standIn;
  const stranger = await generateKeyPair('RS256');
  const seconds = Math.floor(Date.now() / 1_000);
  const bent: Record<string, typeof standIn.signIdToken> = {
    'another nonce': (claims) => issuer.sign({ ...claims, nonce: 'of another trip' }),
    'no nonce': (claims) => issuer.sign({ ...claims, nonce: undefined }),
    'for another application': (claims) => issuer.sign({ ...claims, aud: 'another-app' }),
    'for several applications': (claims) => issuer.sign({ ...claims, aud: ['our-app', 'another-app'] }),
    'for nobody': (claims) => issuer.sign({ ...claims, aud: undefined }),
    'from another issuer': (claims) => issuer.sign({ ...claims, iss: 'https://accounts.example.com' }),
    expired: (claims) => issuer.sign({ ...claims, iat: seconds - 900, exp: seconds - 600 }),
    'without an end': (claims) => issuer.sign({ ...claims, exp: undefined }),
    'of nobody': (claims) => issuer.sign({ ...claims, sub: undefined }),
    'by another key': (claims) => issuer.sign(claims, { key: stranger.privateKey }),
    'with the secret that we share': (claims) =>
      issuer.sign(claims, { alg: 'HS256', key: new TextEncoder().encode('google-secret'.padEnd(32, '.')) }),
    unsigned: async (claims) =>
      new UnsecuredJWT({ iss: issuer.url, iat: seconds, exp: seconds + 300, ...claims }).encode(),
    'no token': async () => 'no.token.at-all',
  };
  const users = await countUsers();
  for (const [what, sign] of Object.entries(bent)) {
    standIn.signIdToken = sign;
    const browser = new Browser();
    expect({ what, ...(await browser.travel('google')) }).toMatchObject({
      what,
      status: 502,
      body: { message: expect.any(String) },
    });
    await expectNobody(browser, users);
  }
  expect(standIn.refusals).toEqual([]);
  standIn.signIdToken = (claims) => issuer.sign(claims);
  expect((await new Browser().travel('google')).status).toBe(200);
});

test('Google: its keys cannot be had → 502', async () => {
  management.ports.identityTokens = openIdentityTokens(management.ports.outbound);
  standIn.statuses.set('/keys', 500);
  expect((await new Browser().travel('google')).status).toBe(502);
  standIn.statuses.clear();
  expect((await new Browser().travel('google')).status).toBe(200);
});

test('Google: the address has changed there → still the account of the same subject', async () => {
  const [first, second] = [new Browser(), new Browser()];
  await first.travel('google');
  standIn.person.email = 'changed@example.com';
  await second.travel('google');
  expect((await second.whoIs())?.['id']).toBe((await first.whoIs())?.['id']);
});

test('over TLS → the cookie of the trip is one that no other site can set, and one by the plain name counts for nothing', async () => {
  settings['USE_SECURE_COOKIES'] = 'True';
  const browser = new Browser();
  const started = await browser.post('github/start', {});
  expect(started.headers.get('set-cookie')).toMatch(
    /^__Host-halyard-trip=[0-9a-f]{64}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  const back = await ask(new URL((started.body as { authorize_url: string }).authorize_url));
  const value = browser.cookies.get('__Host-halyard-trip') ?? '';
  browser.cookies.clear();
  browser.cookies.set('halyard-trip', value);
  expect((await browser.finish('github', back)).status).toBe(403);
});

test('the 21st try a minute from one address → 429', async () => {
  const browser = new Browser();
  for (let turn = 0; turn < 20; turn += 1) await browser.start('github');
  expect((await browser.post('github/start', {})).status).toBe(429);
  expect((await browser.post('google/finish', { code: 'c', state: 's' })).status).toBe(429);
});

test('trips that nobody has ended → leave with the next one', async () => {
  await new Browser().start('github');
  await management.pool.query(`update provider_trips set expires_at = now() - interval '1 second'`);
  await new Browser().start('github');
  expect((await management.pool.query('select 1 from provider_trips')).rowCount).toBe(1);
});
