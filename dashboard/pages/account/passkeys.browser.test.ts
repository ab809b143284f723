import { verifyRegistrationResponse, type RegistrationResponseJSON } from '@simplewebauthn/server';
import { decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';
import { createPublicKey, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { byKeys, forbidPointers } from '../../../worker/testing/dashboard/by-keys.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, openScreen, type Screen, type ScreenOptions } from '../../../worker/testing/dashboard/screen.ts';
import { createMember, createSession, type Person } from '../../../worker/testing/management/people.ts';

const PASSWORD = 'correct horse battery';
const X_OF_A_CURVE = -2;

async function readByLibrary(response: RegistrationResponseJSON, expectedChallenge: string, expectedOrigin: string) {
  const read = await verifyRegistrationResponse({
    response,
    expectedChallenge,
    expectedOrigin,
    expectedRPID: 'localhost',
  });
  const { id, counter, publicKey } = read.registrationInfo!.credential;
  const key: Map<number, unknown> = decodeCredentialPublicKey(publicKey) as never;
  return { id, counter, x: Buffer.from(key.get(X_OF_A_CURVE) as Uint8Array).toString('base64url') };
}

describe.runIf(chromiumProgram !== undefined)('passkeys in Chromium', () => {
  let dashboard: Dashboard;
  let person: Person;
  beforeAll(async () => {
    dashboard = await openDashboard();
    const { id } = await dashboard.call<{ id: number }>('POST', '/api/v1/auth/users/', {
      email: 'kim@example.com',
      password: PASSWORD,
      first_name: 'Kim',
      last_name: 'Lee',
    });
    person = await createMember(dashboard.server.db, dashboard.server.demo[0]!.organisationId, 'ADMIN', {
      passwordHash: 'x',
    });
    await dashboard.server.db.query(
      'update users set password_hash = (select password_hash from users where id = $1) where id = $2',
      [id, person.id],
    );
  });
  afterAll(() => dashboard.stop());
  afterEach(() => dashboard.server.db.query('delete from passkeys'));

  /** Passkeys are for hosts with a name. */
  const open = async (path: string, isSignedIn: boolean, look: ScreenOptions = {}) => {
    const url = dashboard.server.url.replace('127.0.0.1', 'localhost');
    const who = isSignedIn
      ? { session: await createSession(dashboard.server.db, person.authorization), email: person.email }
      : {};
    const screen = await openScreen(dashboard.browser, url, { ...look, ...who, path });
    // Tries of a second factor are few for each address.
    await screen.page.setExtraHTTPHeaders({ 'cf-connecting-ip': randomUUID() });
    return screen;
  };
  /** An authenticator of the browser's own, with a user who is there and known to it. */
  const plugIn = async ({ page }: Screen) => {
    const client = await page.context().newCDPSession(page);
    await client.send('WebAuthn.enable');
    const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return {
      know: (isUserVerified: boolean) => client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
      count: async () => (await client.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    };
  };
  const add = async (screen: Screen, name: string) => {
    await screen.at('add-passkey').click();
    await screen.at('passkey-name').fill(name);
    await screen.at('end-password').fill(PASSWORD);
    await screen.at('passkey-confirm').click();
    await screen.page.getByText(`Added ${name}`).waitFor();
  };
  const signOut = async ({ page }: Screen) => {
    await page.context().clearCookies();
    await page.evaluate(() => localStorage.clear());
    await page.goto(new URL('/login', page.url()).href);
  };
  const signedIn = (screen: Screen) => screen.page.waitForURL((url) => url.pathname !== '/login');
  const row = () =>
    dashboard.server.db.query(
      'select name, credential_id, public_key, counter::int, algorithm, last_used_at from passkeys',
    );

  test('added → after the password it is asked for and signs in; then alone; removed → the password is enough', async () => {
    const screen = await open('/account', true);
    const authenticator = await plugIn(screen);
    await screen.at('passkeys').getByText('You have none.').waitFor();
    await screen.at('add-passkey').click();
    await screen.at('passkey-name').fill('Laptop');
    await screen.at('end-password').fill('wrong');
    await screen.at('passkey-confirm').click();
    await screen.page.locator('.field-error').waitFor();
    expect(await authenticator.count()).toBe(0);
    await screen.page.getByRole('button', { name: 'Cancel' }).click();
    const asked = screen.page.waitForResponse((answer) => answer.url().endsWith('passkeys/options/') && answer.ok());
    const sent = screen.page.waitForRequest((request) => request.url().endsWith('auth/passkeys/'));
    await add(screen, 'Laptop');
    expect((await row()).rows).toMatchObject([{ name: 'Laptop', algorithm: -7, last_used_at: null }]);
    const { public_key: options } = (await (await asked).json()) as { public_key: { challenge: string } };
    const { credential } = (await sent).postDataJSON() as { credential: RegistrationResponseJSON };
    const [kept] = (await row()).rows as { credential_id: string; public_key: string; counter: number }[];
    const spki = { key: kept!.public_key, format: 'der', type: 'spki', encoding: 'base64url' } as const;
    // What is kept by the browser's own reading of the passkey is what a library reads in the authenticator's words.
    expect({
      id: kept!.credential_id,
      counter: kept!.counter,
      x: createPublicKey(spki).export({ format: 'jwk' }).x,
    }).toEqual(await readByLibrary(credential, options.challenge, new URL(screen.page.url()).origin));
    await screen.at('passkey-0').getByText('never').waitFor();

    await signOut(screen);
    await screen.at('email').fill(person.email);
    await screen.at('password').fill(PASSWORD);
    await screen.at('login-btn').click();
    await screen.page.getByRole('heading', { name: 'Your passkey' }).waitFor();
    await screen.check();
    await screen.shoot('passkey-second-step');
    await screen.at('code-btn').click();
    await signedIn(screen);
    expect((await row()).rows[0]?.last_used_at).not.toBeNull();

    await signOut(screen);
    await authenticator.know(false);
    await screen.at('passkey-btn').click();
    await screen.page.getByText('No passkey was given').waitFor();
    await authenticator.know(true);
    await screen.at('passkey-btn').click();
    await signedIn(screen);
    expect(await screen.readKept()).not.toMatch(/[0-9a-f]{40}/);

    await screen.page.goto(new URL('/account', screen.page.url()).href);
    await screen.at('passkey-0').getByRole('button', { name: 'Rename' }).click();
    await screen.at('passkey-name').fill('Old laptop');
    await screen.at('passkey-confirm').click();
    await screen.at('passkey-0').getByText('Old laptop', { exact: true }).first().waitFor();
    await screen.at('passkey-0').getByRole('button', { name: 'Remove' }).click();
    await screen.at('end-password').fill(PASSWORD);
    await screen.at('passkey-confirm').click();
    await screen.at('passkeys').getByText('You have none.').waitFor();
    expect((await row()).rows).toEqual([]);

    await signOut(screen);
    await screen.at('passkey-btn').click();
    await screen.page.getByText('The passkey is not known.').waitFor();
    await screen.at('email').fill(person.email);
    await screen.at('password').fill(PASSWORD);
    await screen.at('login-btn').click();
    await signedIn(screen);
    await screen.close();
  });

  test('the session ends → the dialog over the page takes the passkey', async () => {
    const screen = await open('/account', true);
    await plugIn(screen);
    await add(screen, 'Key');
    await dashboard.server.db.query(`delete from auth_tokens where user_id = $1 and kind = 'session'`, [person.id]);
    await screen.page.reload();
    const again = screen.at('sign-in-again');
    await again.getByLabel('Password').fill(PASSWORD);
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
    await again.getByText('Now your passkey.').waitFor();
    await screen.check();
    await screen.shoot('passkey-again');
    await again.getByRole('button', { name: 'Use a passkey' }).click();
    await screen.at('passkey-0').waitFor();
    await screen.close();
  });

  test('an app as well → the second step takes either, by the page and by the dialog over it', async () => {
    const screen = await open('/account', true);
    await plugIn(screen);
    await add(screen, 'Key');
    await dashboard.server.db.query(
      `insert into mfa_methods (user_id, name, sealed_secret, is_primary, is_active) values ($1, 'app', 'x', true, true)`,
      [person.id],
    );
    await dashboard.server.db.query(`delete from auth_tokens where user_id = $1 and kind = 'session'`, [person.id]);
    await screen.page.reload();
    const again = screen.at('sign-in-again');
    await again.getByLabel('Password').fill(PASSWORD);
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
    await screen.at('again-code').waitFor();
    await screen.check();
    await screen.shoot('passkey-or-code-again');
    await screen.at('again-passkey').click();
    await screen.at('passkey-0').waitFor();
    await signOut(screen);
    await screen.at('email').fill(person.email);
    await screen.at('password').fill(PASSWORD);
    await screen.at('login-btn').click();
    await screen.at('code').waitFor();
    await screen.check();
    await screen.shoot('passkey-or-code');
    await screen.at('code-passkey-btn').click();
    await signedIn(screen);
    await dashboard.server.db.query('delete from mfa_methods');
    await screen.close();
  });

  test('by keyboard alone: added, renamed and removed', async () => {
    const screen = await open('/favicon.svg', true);
    await forbidPointers(screen);
    await plugIn(screen);
    const { press, type, at, named, enter, go, focusIn, typeFirst, sendPassword } = byKeys(() => screen);
    await go('/account');
    await enter(at('add-passkey'));
    await typeFirst('passkey-name', 'Security key');
    await press('Tab');
    await type(PASSWORD);
    await sendPassword();
    await at('passkey-0').waitFor();
    await focusIn('add-passkey');
    await enter(at('passkey-0').getByRole('button', { name: 'Rename' }));
    await typeFirst('passkey-name', ' of old');
    await press('Enter');
    await at('passkey-0').getByText('of old').first().waitFor();
    await enter(named('button', /^Remove/));
    await typeFirst('end-password', PASSWORD);
    await sendPassword();
    await at('passkeys').getByText('You have none.').waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('account of a provider, without a password → a passkey is added by having just signed in, and not an hour later', async () => {
    const { db, demo } = dashboard.server;
    const guest = await createMember(db, demo[0]!.organisationId, 'USER', { googleUserId: 'a-guest' });
    const url = dashboard.server.url.replace('127.0.0.1', 'localhost');
    const session = await createSession(db, guest.authorization);
    const screen = await openScreen(dashboard.browser, url, { session, email: guest.email, path: '/account' });
    await plugIn(screen);
    await screen.at('add-passkey').click();
    await screen.at('passkey-name').fill('Phone');
    await screen.page.getByText('within the last ten minutes').waitFor();
    await screen.check();
    await screen.shoot('passkey-of-provider');
    await screen.at('passkey-confirm').click();
    await screen.at('passkey-0').getByText('Phone').first().waitFor();

    await db.query(`update auth_tokens set created_at = now() - interval '1 hour' where user_id = $1`, [guest.id]);
    await screen.at('passkey-0').getByRole('button', { name: 'Remove' }).click();
    await screen.at('passkey-confirm').click();
    await screen.page.getByText('Sign in again').waitFor();
    await screen.at('passkey-0').waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test.each(LOOKS)('$theme at $width px → no fault of access, nothing wider', async (look) => {
    const screen = await open('/account', true, look);
    await screen.at('passkeys').getByText('You have none.').waitFor();
    await screen.at('passkeys').scrollIntoViewIfNeeded();
    await screen.shoot('passkeys-none');
    await plugIn(screen);
    await add(screen, 'Laptop');
    await dashboard.server.db.query(
      `insert into passkeys (user_id, name, credential_id, public_key, algorithm, counter, created_at, last_used_at)
       values ($1, $2, 'c', 'x', -7, 0, now() - interval '90 days', now() - interval '2 hours')`,
      [person.id, 'The security key with a rather long name that is kept in the drawer of the office'],
    );
    await screen.page.reload();
    await screen.at('passkey-1').waitFor();
    await screen.at('passkeys').scrollIntoViewIfNeeded();
    await screen.check();
    await screen.shoot('passkeys');
    await screen.at('add-passkey').click();
    await screen.at('passkey-name').waitFor();
    await screen.check();
    await screen.shoot('passkey-add');
    await screen.page.getByRole('button', { name: 'Cancel' }).click();
    await screen.at('passkey-0').getByRole('button', { name: 'Remove' }).click();
    await screen.at('end-password').waitFor();
    await screen.check();
    await screen.shoot('passkey-remove');
    await signOut(screen);
    await screen.at('passkey-btn').waitFor();
    await screen.check();
    await screen.shoot('sign-in-passkey');
    await screen.close();
  });
});
