import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { byKeys, forbidPointers } from '../../worker/testing/dashboard/by-keys.ts';
import { openDashboard, type Dashboard } from '../../worker/testing/dashboard/dashboard.ts';
import type { Screen } from '../../worker/testing/dashboard/screen.ts';
import { chromiumProgram } from '../../worker/testing/fixtures/chromium.ts';
import { codeOf } from '../../worker/testing/management/totp-code.ts';

const MARY = 'mary@example.com';
const [FIRST, SECOND, THIRD] = ['correct horse battery', 'another horse battery', 'a third horse battery'];

/** One person's account from her second factor to its end. The steps build on each other, so they are one test: tried again, it begins with a new server. */
describe.runIf(chromiumProgram !== undefined)('an account by keys alone', () => {
  let dashboard: Dashboard;
  let screen: Screen;
  beforeEach(async () => {
    dashboard = await openDashboard();
    const person = { email: MARY, password: FIRST, first_name: 'Mary', last_name: 'Jackson' };
    await vi.waitFor(() => dashboard.call('POST', '/api/v1/auth/users/', person, ''), { timeout: 20_000 });
    screen = await dashboard.open({ as: '', path: '/favicon.svg' });
    await forbidPointers(screen);
  });
  afterEach(async () => {
    expect(screen.faults).toEqual([]);
    await dashboard.stop();
  });

  const { press, type, onto, at, named, into, enter, chooseLast, see, go, focusIn, ...rest } = byKeys(() => screen);
  const { typeFirst, sendPassword } = rest;
  const signOut = async () => {
    await chooseLast(at('account-menu'));
    await at('email').waitFor();
  };
  const signIn = async (password: string) => {
    await into('email', MARY);
    await into('password', password);
    await sendPassword();
  };
  const signedIn = () => at('account-menu').waitFor();
  /** Out of the mail that came last with a link to such a page. */
  const followMail = async (page: string) => {
    await go('/outbox/');
    await enter(screen.page.locator(`a[href*="/${page}/"]`));
    await screen.page.waitForURL(`**/${page}/**`);
  };
  const invite = () => {
    const path = `/api/v1/organisations/${dashboard.server.demo[0]?.organisationId}/invites/`;
    return dashboard.call('POST', path, { email: MARY, role: 'USER' });
  };
  const joined = () => screen.page.waitForURL('**/organisation/*/projects');

  const useSecondFactor = async () => {
    await go('/login?next=%2Faccount');
    await signIn(FIRST);
    await enter(at('start-second-factor'));
    const secret = (await screen.page.getByLabel('Secret', { exact: true }).textContent()) ?? '';
    await typeFirst('first-code', codeOf(secret));
    await press('Enter');
    const codes = (await screen.page.getByRole('region', { name: 'Backup codes' }).textContent()) ?? '';
    await enter(at('codes-kept'));
    await see('Authenticator app: on');
    // A code counts once, and the next one is half a minute away.
    await dashboard.server.db.query('update mfa_methods set last_used_step = null');
    for (const codeNow of [() => codeOf(secret), () => codes.split('\n')[0] ?? '']) {
      await signOut();
      await signIn(FIRST);
      await typeFirst('code', codeNow());
      await press('Enter');
      await signedIn();
    }
    await go('/account');
    await enter(at('end-second-factor'));
    await typeFirst('end-password', FIRST);
    await sendPassword();
    await see('Authenticator app: off');
  };

  const changePasswords = async () => {
    await into('current_password', FIRST);
    await into('new_password', SECOND);
    await into('re_new_password', SECOND);
    await sendPassword();
    await see('Your password is changed');
    await signOut();
    await enter(named('link', 'Forgot the password?'));
    await onto(named('textbox', 'Email address'));
    await type(MARY);
    await press('Enter');
    await see('the link is on its way');
    await followMail('password-reset');
    await onto(screen.page.getByLabel('New password'));
    await type(THIRD);
    await sendPassword();
    await see('Your password is set');
    await signIn(THIRD);
    await signedIn();
  };

  const takeInvite = async () => {
    await invite();
    await followMail('invite');
    await enter(at('join-btn'));
    await joined();
  };

  const deleteAccount = async () => {
    await go('/account');
    await enter(at('delete-account'));
    await screen.page.locator('dialog input:focus').waitFor();
    await type(MARY);
    await press('Tab');
    await focusIn('delete-password');
    await type(THIRD);
    await sendPassword();
    await named('link', 'Forgot the password?').waitFor();
    const { rows } = await dashboard.server.db.query('select 1 from users where email = $1', [MARY]);
    expect(rows).toEqual([]);
  };

  const joinAnew = async () => {
    await invite();
    await followMail('invite');
    await onto(at('first_name'));
    for (const text of ['Mary', 'Jackson', MARY, FIRST]) {
      await type(text);
      if (text !== FIRST) await press('Tab');
    }
    await sendPassword();
    await joined();
  };

  test('second factor, passwords, invite, deletion, a new account by an invite → each done', async () => {
    await useSecondFactor();
    await changePasswords();
    await takeInvite();
    await deleteAccount();
    await joinAnew();
  }, 240_000);
});
