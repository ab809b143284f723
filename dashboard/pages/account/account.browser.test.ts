import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { createToken } from '../../../worker/testing/management/people.ts';
import { codeOf } from '../../../worker/testing/management/totp-code.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';
import { seeCookieOnly } from '../../../worker/testing/dashboard/see-cookie-only.ts';

describe.runIf(chromiumProgram !== undefined)('one’s account in Chromium', () => {
  let dashboard: Dashboard;
  let as: string;
  const password = 'a much longer one 1';
  beforeAll(async () => {
    dashboard = await openDashboard();
    const person = { email: 'mary@example.com', password, first_name: 'Mary', last_name: 'Jackson' };
    const { key } = await dashboard.call<{ key: string }>('POST', '/api/v1/auth/users/', person, '');
    as = `Token ${key}`;
  });
  afterAll(() => dashboard.stop());

  const open = (more: object = {}) => dashboard.open({ path: '/account', as, email: 'mary@example.com', ...more });
  const me = () =>
    dashboard.call<{ first_name: string; email: string }>('GET', '/api/v1/auth/users/me/', undefined, as);
  /** Passwords are looked at two a second: who comes too soon asks again. */
  const signIn = async (email: string, word: string) => {
    for (;;) {
      const response = await fetch(`${dashboard.server.url}/api/v1/auth/login/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: word }),
      });
      if (response.status !== 429) return response.status;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  };
  /** Likewise for a button of a form. */
  const press = async (screen: Screen, button: string, sign: ReturnType<Screen['at']>) => {
    for (;;) {
      await screen.at(button).click();
      const busy = screen.page.getByText('try again shortly');
      await sign.or(busy).first().waitFor();
      if ((await busy.count()) === 0) return;
      await screen.page.waitForTimeout(1_000);
    }
  };

  test('account: reached from its menu; a name, by keyboard → stored and undone', async () => {
    const screen = await open({ path: '/organisations' });
    const { page } = screen;
    await screen.at('account-menu').click();
    await page.getByRole('menuitem', { name: 'Your account' }).click();
    await screen.at('first-name').focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Marie');
    await page.keyboard.press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    expect((await me()).first_name).toBe('Marie');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await me()).first_name).toBe('Mary');
    await expect.poll(() => screen.at('first-name').inputValue()).toBe('Mary');
    await screen.close();
  });

  test('account: theme and shortcuts → chosen for this browser', async () => {
    const screen = await open();
    const { page } = screen;
    await screen.at('theme').selectOption('dark');
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await screen.at('shortcuts').click();
    await page.reload();
    await screen.at('theme').waitFor();
    await expect.poll(() => screen.at('theme').inputValue()).toBe('dark');
    await expect.poll(() => screen.at('shortcuts').getAttribute('aria-checked')).toBe('false');
    await screen.close();
  });

  test('account: a wrong password → said at its field, nothing changed; the right one → another password', async () => {
    const screen = await open();
    const { page } = screen;
    const next = 'quite another one 2';
    await screen.at('current_password').fill('wrong');
    await screen.at('new_password').fill(next);
    await screen.at('re_new_password').fill(next);
    await press(screen, 'save-password', page.locator('.field-error'));
    await expect.poll(() => screen.at('new_password').inputValue()).toBe(next);
    await screen.check();
    await screen.at('current_password').fill(password);
    await press(screen, 'save-password', page.getByText('Your password is changed'));
    expect(await signIn('mary@example.com', next)).toBe(200);
    expect(await signIn('mary@example.com', password)).toBe(400);
    await screen.at('new-email').fill('mary@example.org');
    await screen.at('email-password').fill(next);
    await press(screen, 'save-email', page.getByText('You sign in as mary@example.org'));
    // The key of the tests has ended with the old password.
    const { rows } = await dashboard.server.db.query(`select id from users where email = 'mary@example.org'`);
    as = `Token ${await createToken(dashboard.server.db, rows[0].id, 'token')}`;
    expect((await me()).email).toBe('mary@example.org');
    await screen.close();
  });

  test('second factor: set up by a code, backup codes shown once; asked for at sign-in; turned off by the password', async () => {
    const screen = await open();
    const { page } = screen;
    await screen.at('start-second-factor').click();
    const secret = (await page.getByLabel('Secret', { exact: true }).textContent()) ?? '';
    await screen.at('first-code').fill('000000');
    await screen.at('confirm-second-factor').click();
    await page.locator('.field-error').waitFor();
    await screen.check();
    await screen.at('first-code').fill(codeOf(secret));
    await screen.at('confirm-second-factor').click();
    const codes = ((await page.getByRole('region', { name: 'Backup codes' }).textContent()) ?? '').split('\n');
    expect(codes).toHaveLength(5);
    await screen.at('codes-kept').click();
    await page.getByText('Authenticator app: on').waitFor();

    const other = await dashboard.open({ path: '/login?next=%2Faccount', as: '' });
    await other.at('email').fill('mary@example.org');
    await other.at('password').fill('quite another one 2');
    await press(other, 'login-btn', other.at('code'));
    await other.at('code').fill('wrong');
    await other.at('code-btn').click();
    await other.page.locator('.field-error, .notice.bad').first().waitFor();
    await other.check();
    await other.at('code').fill(codes[0] ?? '');
    await other.at('code-btn').click();
    await other.page.getByText('Authenticator app: on').waitFor();
    await seeCookieOnly(other);
    await other.close();

    await screen.at('end-second-factor').click();
    await screen.at('end-password').fill('quite another one 2');
    await press(screen, 'confirm-btn', page.getByText('Authenticator app: off'));
    await screen.close();
  });

  test.each(LOOKS)('account: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const screen = await open(look);
    await screen.at('save-names').waitFor();
    await screen.shoot('account');
    await screen.check();
    await screen.close();
  });

  test('account: deleted by address and password → signed out, and gone', async () => {
    const screen = await open();
    const { page } = screen;
    await screen.at('delete-account').click();
    await page.getByLabel('Type mary@example.org to confirm').fill('mary@example.org');
    await screen.at('delete-password').fill('wrong');
    await press(screen, 'confirm-btn', page.locator('.field-error'));
    await screen.at('delete-password').fill('quite another one 2');
    await press(screen, 'confirm-btn', page.getByRole('heading', { name: 'Sign in' }));
    expect(await signIn('mary@example.org', 'quite another one 2')).toBe(400);
    await screen.close();
  });
});
