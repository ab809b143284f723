import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openSink, type Sink } from '../../../worker/testing/fixtures/sink.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import type { Screen } from '../../../worker/testing/dashboard/screen.ts';
import { createMember } from '../../../worker/testing/management/people.ts';

const PASSWORD = 'correct horse battery';

const signUp = (dashboard: Dashboard, email: string) =>
  vi.waitFor(
    () =>
      dashboard.call(
        'POST',
        '/api/v1/auth/users/',
        { email, password: PASSWORD, first_name: 'Ada', last_name: 'L' },
        '',
      ),
    { timeout: 20_000, interval: 500 },
  );

async function fillIn(screen: Screen, email: string) {
  await screen.at('email').fill(email);
  await screen.at('password').fill(PASSWORD);
  await screen.at('login-btn').click();
}

describe.runIf(chromiumProgram !== undefined)('the cookie of a session, in Chromium', () => {
  let dashboard: Dashboard;
  let elsewhere: Sink;
  beforeAll(async () => {
    [dashboard, elsewhere] = await Promise.all([openDashboard(), openSink()]);
    elsewhere.answer = (_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>Elsewhere</title><h1>A page of somebody else</h1>');
    };
  });
  afterAll(async () => {
    await dashboard.stop();
    await elsewhere.close();
  });

  const openMember = async (path = '/account') => {
    const { db, demo } = dashboard.server;
    const person = await createMember(db, demo[0]!.organisationId, 'ADMIN');
    const screen = await dashboard.open({ path, as: person.authorization, email: person.email });
    const sessions = async () =>
      (await db.query(`select id from auth_tokens where kind = 'session' and user_id = $1`, [person.id])).rowCount;
    return { person, screen, sessions };
  };

  test('signed out in one tab → the session is no more on the server, and the other tab is at the sign-in', async () => {
    const { screen, sessions } = await openMember();
    await screen.at('save-names').waitFor();
    const other = await screen.page.context().newPage();
    await other.goto(`${dashboard.server.url}/organisations`);
    await other.locator('[data-test=account-menu]').click();
    await other.locator('[data-test=sign-out]').click();
    await other.locator('[data-test=login-btn]').waitFor();
    await screen.at('login-btn').waitFor();
    expect(await sessions()).toBe(0);
    expect(await screen.page.context().cookies()).toEqual([]);
    await screen.close();
  });

  test('signed out while the server is away → told that one is still signed in, and so it is', async () => {
    const { screen, sessions } = await openMember();
    await screen.at('save-names').waitFor();
    await screen.page.route('**/api/v1/auth/logout/', (route) => route.abort());
    await screen.at('account-menu').click();
    await screen.at('sign-out').click();
    await screen.page.getByText('You are still signed in').waitFor();
    expect(await sessions()).toBe(1);
    await screen.page.reload();
    await screen.at('save-names').waitFor();
    await screen.close();
  });

  test('signed out after the session has ended by itself → at the sign-in, nothing is asked', async () => {
    const { person, screen } = await openMember();
    await screen.at('session-0').waitFor();
    await screen.page.waitForLoadState('networkidle');
    await dashboard.server.db.query('delete from auth_tokens where user_id = $1', [person.id]);
    await screen.at('account-menu').click();
    await screen.at('sign-out').click();
    await screen.at('login-btn').waitFor();
    expect(await screen.at('sign-in-again').count()).toBe(0);
    await screen.close();
  });

  test('a page of another origin that sends the cookie along → 403, and nothing is changed', async () => {
    const { screen, sessions } = await openMember();
    await screen.at('save-names').waitFor();
    // Ports make no other site: the browser sends the cookie, and only the server can refuse.
    await screen.page.goto(elsewhere.url);
    const refused = screen.page.waitForResponse('**/api/v1/auth/logout/');
    await screen.page.evaluate((url) => {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = `${url}/api/v1/auth/logout/`;
      document.body.append(form);
      form.submit();
    }, dashboard.server.url);
    const answer = await refused;
    expect((await answer.request().allHeaders())['cookie']).toContain('halyard-session=');
    expect(answer.status()).toBe(403);
    expect(await sessions()).toBe(1);
    await screen.close();
  });
});

describe.runIf(chromiumProgram !== undefined)('the cookie of a server that says it is secure, in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard({ variables: { USE_SECURE_COOKIES: 'true' } });
  });
  afterAll(() => dashboard.stop());

  test('on this machine without TLS → the cookie that no other site can set, and one is in', async () => {
    await signUp(dashboard, 'ada@example.com');
    const screen = await dashboard.open({ as: '', path: '/login' });
    await fillIn(screen, 'ada@example.com');
    await screen.page.getByRole('heading', { name: 'Create an organisation' }).waitFor();
    expect(await screen.page.context().cookies()).toMatchObject([
      { name: '__Host-halyard-session', secure: true, httpOnly: true, sameSite: 'Lax' },
    ]);
    await screen.close();
  });

  test('a browser that keeps no cookie → told so, and nobody is signed in', async () => {
    await signUp(dashboard, 'bea@example.com');
    const screen = await dashboard.open({ as: '', path: '/login' });
    await screen.page.route('**/api/v1/auth/login/', async (route) => {
      const response = await route.fetch();
      await screen.page.context().clearCookies();
      await route.fulfill({ status: response.status() });
    });
    await fillIn(screen, 'bea@example.com');
    await screen.page.getByText('This browser has not kept the cookie').waitFor();
    await screen.check();
    await screen.close();
  });
});
