import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';

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
  const signIn = (email: string, word: string) =>
    dashboard.call('POST', '/api/v1/auth/login/', { email, password: word }, '');

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
    expect(await screen.at('theme').inputValue()).toBe('dark');
    expect(await screen.at('shortcuts').getAttribute('aria-checked')).toBe('false');
    await screen.close();
  });

  test('account: a wrong password → said at its field, nothing changed; the right one → another password', async () => {
    const screen = await open();
    const { page } = screen;
    const next = 'quite another one 2';
    await screen.at('current_password').fill('wrong');
    await screen.at('new_password').fill(next);
    await screen.at('re_new_password').fill(next);
    await screen.at('save-password').click();
    await page.locator('.field-error').waitFor();
    expect(await screen.at('new_password').inputValue()).toBe(next);
    await screen.check();
    await screen.at('current_password').fill(password);
    await screen.at('save-password').click();
    await page.getByText('Your password is changed').waitFor();
    await signIn('mary@example.com', next);
    await expect(signIn('mary@example.com', password)).rejects.toThrow('400');
    await screen.at('new-email').fill('mary@example.org');
    await screen.at('email-password').fill(next);
    await screen.at('save-email').click();
    await page.getByText('You sign in as mary@example.org').waitFor();
    expect((await me()).email).toBe('mary@example.org');
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
    await screen.at('confirm-btn').click();
    await page.locator('.field-error, .notice.bad').first().waitFor();
    await screen.at('delete-password').fill('quite another one 2');
    await screen.at('confirm-btn').click();
    await page.waitForURL(/\/login/);
    await expect(signIn('mary@example.org', 'quite another one 2')).rejects.toThrow('400');
    await screen.close();
  });
});
