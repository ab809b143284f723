import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';
import { seeCookieOnly } from '../../../worker/testing/dashboard/see-cookie-only.ts';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openSink, type Sink } from '../../../worker/testing/fixtures/sink.ts';
import { PASSWORD } from '../../../worker/testing/management/accounts.ts';

const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

describe.runIf(chromiumProgram !== undefined)('an application asks for access, in Chromium', () => {
  let dashboard: Dashboard;
  let application: Sink;
  beforeAll(async () => {
    [dashboard, application] = await Promise.all([openDashboard(), openSink()]);
    application.answer = (_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>Back</title><h1>Back at the application</h1>');
    };
  });
  afterAll(async () => {
    await dashboard.stop();
    await application.close();
  });

  const pathOf = (more: Record<string, string> = {}) =>
    `/oauth/authorize/?${new URLSearchParams({
      client_id: 'flagsmith-cli',
      redirect_uri: `${application.url}/callback`,
      response_type: 'code',
      scope: 'admin-api',
      state: 'its state',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...more,
    })}`;
  const register = (redirect: string, name = 'Helpful assistant') =>
    dashboard.call<{ client_id: string }>('POST', '/o/register/', { client_name: name, redirect_uris: [redirect] });
  const exchange = async (code: string) => {
    const form = {
      grant_type: 'authorization_code',
      client_id: 'flagsmith-cli',
      redirect_uri: `${application.url}/callback`,
      code,
      code_verifier: VERIFIER,
    };
    return fetch(`${dashboard.server.url}/o/token/`, { method: 'POST', body: new URLSearchParams(form) });
  };

  test.each(LOOKS)('our own, $theme at $width → who asks, what for, as whom and for where', async (look) => {
    const screen = await dashboard.open({ path: pathOf(), ...look });
    await screen.at('consent-allow').waitFor();
    await screen.page.getByText(dashboard.admin.email).waitFor();

    await expect
      .poll(() => screen.page.getByRole('heading', { level: 1 }).textContent())
      .toBe('Flagsmith CLI asks for access');
    await expect.poll(() => screen.at('consent-verified').count()).toBe(1);
    await expect.poll(() => screen.at('consent-scopes').textContent()).toContain('It cannot change your account');
    await expect.poll(() => screen.at('consent-host').textContent()).toBe(new URL(application.url).host);
    expect(screen.requests.filter((one) => !one.includes('/dash/')).toSorted()).toEqual([
      'GET /api/v1/auth/users/me/',
      'GET /api/v1/oauth/authorize/',
    ]);
    await screen.check();
    await screen.shoot('consent');
    await screen.close();
  });

  test.each(LOOKS)('another, $theme at $width → a warning that nobody vouches for it', async (look) => {
    const redirect = 'https://a-rather-long-name-of-an-assistant.some-department.acme.example/oauth/callback';
    const { client_id } = await register(
      redirect,
      'Helpful assistant for everybody (with a name that is much too long)',
    );
    const screen = await dashboard.open({ path: pathOf({ client_id, redirect_uri: redirect, scope: 'mcp' }), ...look });
    await screen.at('consent-allow').waitFor();
    await screen.page.getByText(dashboard.admin.email).waitFor();

    expect(await screen.at('consent-verified').count()).toBe(0);
    await expect.poll(() => screen.page.getByText('Not verified').count()).toBe(1);
    await expect.poll(() => screen.at('consent-host').textContent()).toBe(new URL(redirect).host);
    await screen.check();
    await screen.shoot('consent-unverified');
    await screen.close();
  });

  test('allowed → the browser is at the application, with a code that it can exchange', async () => {
    const screen = await dashboard.open({ path: pathOf() });
    await screen.at('consent-allow').click();
    await screen.page.getByText('Back at the application').waitFor();

    const { searchParams } = new URL(screen.page.url());
    expect(searchParams.get('state')).toBe('its state');
    expect((await exchange(searchParams.get('code') ?? '')).status).toBe(200);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('denied, by keyboard alone → the application is told so', async () => {
    const screen = await dashboard.open({ path: pathOf() });
    await screen.at('consent-deny').waitFor();
    await screen.page.getByText(dashboard.admin.email).waitFor();
    for (let press = 0; press < 20; press += 1) {
      await screen.page.keyboard.press('Tab');
      const test = await screen.page.evaluate(() => document.activeElement?.getAttribute('data-test'));
      if (test === 'consent-deny') break;
    }
    await screen.page.keyboard.press('Enter');
    await screen.page.getByText('Back at the application').waitFor();

    const { searchParams } = new URL(screen.page.url());
    expect(searchParams.get('error')).toBe('access_denied');
    expect(searchParams.has('code')).toBe(false);
    await screen.close();
  });

  test('nobody is signed in → signs in first, then comes back to the question', async () => {
    const email = `consent-${Date.now()}@example.com`;
    await dashboard.call(
      'POST',
      '/api/v1/auth/users/',
      {
        email,
        password: PASSWORD,
        first_name: 'Ada',
        last_name: 'King',
      },
      '',
    );
    const screen = await dashboard.open({ path: pathOf(), as: '' });
    await screen.at('email').fill(email);
    await screen.at('password').fill(PASSWORD);
    await screen.at('login-btn').click();
    await screen.at('consent-allow').waitFor();
    await screen.page.getByText(email).waitFor();
    await seeCookieOnly(screen);

    await screen.at('consent-other').click();
    await screen.at('login-btn').waitFor();
    expect(await screen.page.context().cookies()).toEqual([]);
    expect(new URL(screen.page.url()).searchParams.get('next')).toBe(pathOf());
    await screen.close();
  });

  test.each(LOOKS)(
    'unknown client or foreign address, $theme at $width → said, and no way leads there',
    async (look) => {
      for (const more of [{ client_id: 'nobody' }, { redirect_uri: 'https://evil.example/callback' }]) {
        const screen = await dashboard.open({ path: pathOf(more), ...look });
        await screen.page.getByText('This application cannot be let in').waitFor();

        expect(await screen.page.locator('a[href*="evil"]').count()).toBe(0);
        expect(await screen.at('consent-back').count()).toBe(0);
        expect(await screen.at('consent-allow').count()).toBe(0);
        await screen.check();
        await screen.shoot('consent-refused');
        await screen.close();
      }
    },
  );

  test('a request without a challenge → said, and a link back that tells the application', async () => {
    const screen = await dashboard.open({ path: pathOf({ code_challenge: '' }) });
    await screen.at('consent-back').click();
    await screen.page.getByText('Back at the application').waitFor();

    expect(new URL(screen.page.url()).searchParams.get('error')).toBe('invalid_request');
    await screen.close();
  });
});
