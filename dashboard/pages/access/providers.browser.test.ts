import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { createMember, createSession } from '../../../worker/testing/management/people.ts';
import { openSink, type Sink } from '../../../worker/testing/fixtures/sink.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, sessionCookie, type Screen } from '../../../worker/testing/dashboard/screen.ts';
import { seeCookieOnly } from '../../../worker/testing/dashboard/see-cookie-only.ts';

const KEY = 'the-dashboards-own-key';

describe.runIf(chromiumProgram !== undefined)(
  'signing in with Google by a token, where flags say so, in Chromium',
  () => {
    let dashboard: Dashboard;
    let provider: Sink;
    beforeAll(async () => {
      provider = await openSink();
      const answers: Record<string, unknown> = {
        '/oauth2/v3/tokeninfo': { aud: 'our-app', sub: 'g-1' },
        '/oauth2/v3/userinfo': {
          sub: 'g-1',
          email: 'gina@example.com',
          email_verified: true,
          given_name: 'Gina',
          family_name: 'G',
        },
      };
      provider.answer = ({ path, body }, response) => {
        const isRefused = body.includes('bad-token');
        response.statusCode = isRefused ? 401 : 200;
        response.end(JSON.stringify(isRefused ? {} : (answers[path] ?? null)));
      };
      dashboard = await openDashboard({
        variables: {
          FLAGSMITH_ON_FLAGSMITH_API_KEY: KEY,
          ALLOW_PRIVATE_DESTINATIONS: 'true',
          ALLOW_REGISTRATION_WITHOUT_INVITE: 'false',
          GOOGLE_CLIENT_ID: 'our-app',
          GOOGLE_API_URL: provider.url,
        },
      });
      await makeFlags();
    });
    afterAll(async () => {
      await dashboard.stop();
      await provider.close();
    });

    async function makeFlags() {
      const { call, server } = dashboard;
      const organisation = server.demo[0]!.organisationId;
      const project = await call<{ id: number }>('POST', '/api/v1/projects/', { name: 'Own', organisation });
      const environment = { name: 'Live', project: project.id };
      const { id } = await call<{ id: number }>('POST', '/api/v1/environments/', environment);
      await server.db.query('update environments set api_key = $1 where id = $2', [KEY, id]);
      const values = {
        oauth_google: JSON.stringify({ clientId: 'our-app', apiKey: '' }),
        oauth_github: JSON.stringify({ url: 'https://github.example/authorize' }),
      };
      for (const [name, value] of Object.entries(values)) {
        const feature = { name, default_enabled: true, initial_value: value };
        await call('POST', `/api/v1/projects/${project.id}/features/`, feature);
      }
      const served = async () => {
        const response = await fetch(`${server.url}/api/v1/flags/`, { headers: { 'x-environment-key': KEY } });
        return ((await response.json()) as unknown[]).length;
      };
      await vi.waitFor(async () => expect(await served()).toBe(2), { timeout: 8_000, interval: 100 });
    }
    const invite = async () => {
      const organisation = dashboard.server.demo[0]!.organisationId;
      const { hash } = await dashboard.call<{ hash: string }>(
        'POST',
        `/api/v1/organisations/${organisation}/invite-links/`,
        {
          role: 'USER',
        },
      );
      return `/invite-link/${hash}`;
    };
    /** Presses the button; the answer is where the browser would have gone. Nothing leaves this machine. */
    const leave = async (screen: Screen): Promise<URL> => {
      let aim = '';
      await screen.page.route(/^https:\/\/accounts\.google\.com\//, (route) => {
        aim = route.request().url();
        return route.fulfill({ contentType: 'text/html', body: 'The provider' });
      });
      await screen.at('google-btn').click();
      await screen.page.getByText('The provider').waitFor();
      return new URL(aim);
    };
    const back = (screen: Screen, path: string) => screen.page.goto(dashboard.server.url + path);
    const cookies = (screen: Screen) => screen.page.context().cookies();

    test('Google: by an invite link → to Google and back, a new account that can join', async () => {
      const path = await invite();
      const screen = await dashboard.open({ path, as: '' });
      const aim = await leave(screen);
      expect(aim.origin + aim.pathname).toBe('https://accounts.google.com/o/oauth2/v2/auth');
      expect(aim.searchParams.get('response_type')).toBe('token');
      expect(aim.searchParams.get('redirect_uri')).toBe(`${dashboard.server.url}/oauth/google`);
      const state = aim.searchParams.get('state')!;
      expect(state).toMatch(/^[0-9a-f]{48}$/);

      await back(screen, `/oauth/google#access_token=token-of-gina&state=${state}`);
      await screen.page.waitForURL(`**${path}`);
      await screen.page.getByText('You are signed in as gina@example.com').waitFor();
      await seeCookieOnly(screen);
      await screen.at('join-btn').click();
      await screen.page.waitForURL('**/projects');
      expect(screen.faults).toEqual([]);
      await screen.close();
    });

    test('GitHub, which a flag offers and the server is not set up for → it says so, and nobody leaves', async () => {
      const screen = await dashboard.open({ path: '/login', as: '' });
      await screen.at('github-btn').click();
      await screen.page.getByText('Signing in this way is not set up here: GITHUB_CLIENT_ID is missing.').waitFor();
      expect(new URL(screen.page.url()).pathname).toBe('/login');
      await screen.close();
    });

    test('a wrong state, one used before, none → refused, and the server is not asked', async () => {
      const screen = await dashboard.open({ path: '/login', as: '' });
      const state = (await leave(screen)).searchParams.get('state')!;
      for (const wrong of ['0'.repeat(48), state, '']) {
        await back(screen, '/login');
        await back(screen, `/oauth/google#access_token=of-somebody-else&state=${wrong}`);
        await screen.page.getByText('This sign-in was not begun in this window').waitFor();
        expect(screen.page.url()).not.toContain('access_token');
        expect(await cookies(screen)).toEqual([]);
      }
      expect(screen.requests.filter((one) => /oauth|providers/.test(one))).toEqual([]);
      await screen.check();
      await screen.shoot('wrong-state');
      await screen.page.getByRole('link', { name: 'Back to the sign-in' }).click();
      await screen.at('login-btn').waitFor();
      await screen.close();
    });

    test('refused by the provider, there or when the server asks → what it says, and a way back', async () => {
      const screen = await dashboard.open({ path: '/login', as: '' });
      const first = (await leave(screen)).searchParams.get('state');
      await back(screen, `/oauth/google#error=server_error&error_description=Come+back+later&state=${first}`);
      await screen.page.getByText('Google says: Come back later').waitFor();
      await screen.page.getByRole('link', { name: 'Back to the sign-in' }).click();
      const second = (await leave(screen)).searchParams.get('state');
      const answered = screen.page.waitForResponse('**/api/v1/auth/oauth/google/');
      await back(screen, `/oauth/google#access_token=bad-token&state=${second}`);
      const answer = await answered;
      expect(answer.status()).toBe(502);
      const { message } = (await answer.json()) as { message: string };
      await screen.page.getByText(message).waitFor();
      expect(await cookies(screen)).toEqual([]);
      await screen.close();
    });

    test('session: ended, and begun again with a provider in another tab → the page goes on by itself', async () => {
      const { db, demo } = dashboard.server;
      const person = await createMember(db, demo[0]!.organisationId, 'ADMIN');
      const { rows } = await db.query(`select id from features where name = 'welcome_message'`);
      const path = `${dashboard.environment(0)}/features/${rows[0].id}`;
      const screen = await dashboard.open({ as: person.authorization, email: person.email, path });
      await screen.at('featureValue').fill('typed before');
      await db.query('delete from auth_tokens where user_id = $1', [person.id]);
      await screen.at('update-feature-btn').click();
      await screen.at('again-elsewhere').waitFor();
      await screen.check();
      await screen.shoot('sign-in-again-elsewhere');
      const [tab] = await Promise.all([
        screen.page.context().waitForEvent('page'),
        screen.at('again-elsewhere').click(),
      ]);
      await tab.locator('[data-test=google-btn]').waitFor();
      // The provider has led back: the session that the other tab then begins.
      const other = await createMember(db, demo[0]!.organisationId, 'ADMIN');
      const session = await createSession(db, other.authorization);
      await screen.page.context().addCookies([sessionCookie(dashboard.server.url, session)]);
      await tab.evaluate(() => localStorage.setItem('halyard.session', 'another'));
      await screen.page.getByText('Saved welcome_message in Development').waitFor();
      await screen.close();
    });

    test.each(LOOKS)('ways in: $theme at $width px → no fault of access', async (look) => {
      for (const path of ['/login', '/signup']) {
        const screen = await dashboard.open({ ...look, path, as: '' });
        await screen.at('github-btn').waitFor();
        await screen.check();
        await screen.shoot(`ways-in${path.replace('/', '-')}`);
        await screen.close();
      }
    });
  },
);
