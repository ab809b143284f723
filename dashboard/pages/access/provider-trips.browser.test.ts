import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';
import { seeCookieOnly } from '../../../worker/testing/dashboard/see-cookie-only.ts';
import { openProviderStandIn, type ProviderStandIn } from '../../../worker/testing/management/provider-stand-in.ts';

type Name = 'google' | 'github';
let people = 0;

describe.runIf(chromiumProgram !== undefined)('there and back to Google and GitHub, in Chromium', () => {
  let dashboard: Dashboard;
  let standIn: ProviderStandIn;
  beforeAll(async () => {
    standIn = await openProviderStandIn();
    dashboard = await openDashboard({
      variables: {
        ...standIn.settings,
        ALLOW_PRIVATE_DESTINATIONS: 'true',
        ALLOW_REGISTRATION_WITHOUT_INVITE: 'false',
        LOGIN_THROTTLE_RATE: '1000/min',
      },
    });
  });
  afterAll(async () => {
    await dashboard.stop();
    await standIn.close();
  });
  beforeEach(() => {
    people += 1;
    standIn.person = {
      subject: people,
      email: `person-${people}@example.com`,
      isVerified: true,
      names: ['Ada', 'King'],
    };
    standIn.isDenied = false;
  });

  const invite = async () => {
    const organisation = dashboard.server.demo[0]!.organisationId;
    const path = `/api/v1/organisations/${organisation}/invite-links/`;
    const { hash } = await dashboard.call<{ hash: string }>('POST', path, { role: 'USER' });
    return `/invite-link/${hash}`;
  };
  const loginTo = (aim: string) => `/login?${new URLSearchParams({ next: aim })}`;
  /** Presses the button, and stops before the provider; the answer is where that would have sent back to. */
  const leave = async (screen: Screen, name: Name): Promise<string> => {
    let asked = '';
    const isProvider = (url: URL) => url.origin === standIn.issuer.url;
    await screen.page.route(isProvider, (route) => {
      asked = route.request().url();
      return route.fulfill({ contentType: 'text/html', body: 'The provider' });
    });
    await screen.at(`${name}-btn`).click();
    await screen.page.getByText('The provider').waitFor();
    await screen.page.unroute(isProvider);
    return (await fetch(asked, { redirect: 'manual' })).headers.get('location') ?? '';
  };
  const isSignedIn = async (screen: Screen) =>
    (await screen.page.context().cookies()).some((cookie) => cookie.name.endsWith('halyard-session'));

  test('GitHub: by an invite link, by keys alone → there and back, a new account that can join', async () => {
    const path = await invite();
    const screen = await dashboard.open({ path, as: '' });
    await screen.at('github-btn').focus();
    await screen.page.keyboard.press('Enter');
    await screen.page.getByText(`You are signed in as ${standIn.person.email}`).waitFor();
    expect(new URL(screen.page.url()).pathname).toBe(path);
    await seeCookieOnly(screen);
    const kept = await screen.readKept();
    for (const secret of standIn.secrets) expect(kept).not.toContain(secret);
    expect(screen.requests).toContain('POST /api/v1/auth/providers/github/finish/');
    await screen.at('join-btn').click();
    await screen.page.waitForURL('**/projects');
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('Google: from the sign-in page with an aim → the aim; what stood in the address is gone, from the history as well', async () => {
    const path = await invite();
    const screen = await dashboard.open({ path: loginTo(path), as: '' });
    await screen.at('google-btn').click();
    await screen.page.getByText(`You are signed in as ${standIn.person.email}`).waitFor();
    expect(new URL(screen.page.url()).pathname).toBe(path);
    await screen.page.goBack();
    await screen.page.waitForURL('**/login*');
    expect(screen.page.url()).not.toMatch(/code=|state=/);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('an aim elsewhere → the start', async () => {
    const known = await dashboard.open({ path: loginTo(await invite()), as: '' });
    await known.at('github-btn').click();
    await known.page.getByText('You are signed in as').waitFor();
    await known.close();
    const screen = await dashboard.open({ path: loginTo('//evil.example/'), as: '' });
    await screen.at('github-btn').click();
    await screen.page.waitForURL((url) => !/^\/(login|oauth)/.test(url.pathname));
    expect(new URL(screen.page.url()).origin).toBe(dashboard.server.url);
    await screen.close();
  });

  /** What goes wrong on the way, and what then is said. */
  const MISHAPS: [string, Name, string, (screen: Screen) => Promise<void>][] = [
    [
      'denied',
      'google',
      'You did not let Google say who you are',
      async (screen) => {
        standIn.isDenied = true;
        await screen.at('google-btn').click();
      },
    ],
    [
      'expired',
      'github',
      'This sign-in took too long, or was finished before.',
      async (screen) => {
        const back = await leave(screen, 'github');
        await dashboard.server.db.query(`update provider_trips set expires_at = now() - interval '1 second'`);
        await screen.page.goto(back);
      },
    ],
    [
      'elsewhere',
      'github',
      'This sign-in was begun in another browser.',
      async (screen) => {
        const other = await dashboard.open({ path: '/login', as: '' });
        const back = await leave(other, 'github');
        await other.close();
        await screen.page.goto(back);
      },
    ],
    [
      'unverified',
      'google',
      'Google has no verified email address of this account. Verify one there',
      async (screen) => {
        standIn.person.isVerified = false;
        await screen.at('google-btn').click();
      },
    ],
    [
      'not-invited',
      'github',
      'Signing up needs an invitation. Ask somebody who administers Halyard here.',
      async (screen) => {
        await screen.at('github-btn').click();
      },
    ],
  ];

  test.each(MISHAPS)('%s → it is said, with a way back, and nobody is signed in', async (what, name, said, go) => {
    for (const look of LOOKS) {
      const screen = await dashboard.open({ ...look, path: loginTo('/account'), as: '' });
      await screen.at(`${name}-btn`).waitFor();
      await go(screen);
      await screen.page.getByText(said).waitFor();
      expect(screen.page.url()).toBe(`${dashboard.server.url}/oauth/${name}`);
      expect(await isSignedIn(screen)).toBe(false);
      await screen.check();
      await screen.shoot(`trip-${what}`);
      await screen.page.getByRole('link', { name: 'Back to the sign-in' }).click();
      await screen.at('login-btn').waitFor();
      const aim = new URL(screen.page.url()).searchParams.get('next');
      expect(aim).toBe(what === 'elsewhere' ? null : '/account');
      await screen.close();
    }
  });

  test.each(LOOKS)('ways in, without a flag: $theme at $width px → no fault of access', async (look) => {
    const screen = await dashboard.open({ ...look, path: '/login', as: '' });
    await screen.at('google-btn').waitFor();
    await screen.check();
    await screen.shoot('trip-ways-in');
    await screen.close();
  });
});
