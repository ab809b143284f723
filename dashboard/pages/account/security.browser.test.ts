import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';
import { createMember, type Person } from '../../../worker/testing/management/people.ts';
import { codeOf } from '../../../worker/testing/management/totp-code.ts';

const PASSWORD = 'correct horse battery';

describe.runIf(chromiumProgram !== undefined)('second factor in Chromium', () => {
  let dashboard: Dashboard;
  let person: Person;
  beforeAll(async () => {
    dashboard = await openDashboard();
    const { id } = await dashboard.call<{ id: number }>('POST', '/api/v1/auth/users/', {
      email: 'sam@example.com',
      password: PASSWORD,
      first_name: 'Sam',
      last_name: 'Lee',
    });
    const organisationId = dashboard.server.demo[0]!.organisationId;
    person = await createMember(dashboard.server.db, organisationId, 'ADMIN', { passwordHash: 'x' });
    // With the password of the one who signed up: hashes take turns.
    await dashboard.server.db.query(
      'update users set password_hash = (select password_hash from users where id = $1) where id = $2',
      [id, person.id],
    );
  });
  afterAll(() => dashboard.stop());

  const force = (isForced: boolean) =>
    dashboard.server.db.query('update organisations set force_2fa = $1 where id = $2', [
      isForced,
      dashboard.server.demo[0]!.organisationId,
    ]);
  const openAs = (path: string, look: object = {}) =>
    dashboard.open({ ...look, path, as: person.authorization, email: person.email });
  const forget = () => dashboard.server.db.query('delete from mfa_methods');
  /** The password is right; the code is asked for. */
  const signIn = async (screen: Screen) => {
    await screen.at('password').fill(PASSWORD);
    await screen.at('login-btn').click();
  };

  test('an organisation asks for it → said over the page; set up with QR code and saved codes; then on with the page', async () => {
    await force(true);
    const screen = await openAs(`${dashboard.environment(0)}/features`);
    await screen.at('second-factor-needed').waitFor();
    await screen.check();
    await screen.shoot('second-factor-needed');
    const opened = screen.page.waitForEvent('popup');
    await screen.page.getByRole('link', { name: 'Security of your account' }).click();
    const page = await opened;
    await page.waitForURL('**/account/security');
    const at = (test: string) => page.locator(`[data-test="${test}"]`);
    await at('start-second-factor').click();
    await at('qr-code').waitFor();
    expect((await at('qr-code').locator('path').getAttribute('d'))!.length).toBeGreaterThan(1_000);
    const secret = (await page.getByLabel('Secret', { exact: true }).textContent()) ?? '';
    await at('first-code').fill(codeOf(secret));
    await at('confirm-second-factor').click();
    const codes = (await page.getByRole('region', { name: 'Backup codes' }).textContent()) ?? '';
    const saved = page.waitForEvent('download');
    await at('save-codes').click();
    const chunks = [];
    for await (const chunk of await (await saved).createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(`${codes}\n`);
    await at('backup-codes').getByRole('button', { name: 'Copy' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(codes);
    await at('codes-kept').click();
    await page.getByText('Authenticator app: on').waitFor();
    await page.close();

    await screen.at('second-factor-done').click();
    await screen.at('feature-item-0').waitFor();
    await screen.at('second-factor-needed').waitFor({ state: 'detached' });
    expect(screen.faults).toEqual([]);

    // Off again, by a backup code.
    await force(false);
    await screen.page.goto(`${dashboard.server.url}/account/security`);
    await screen.at('end-second-factor').click();
    await screen.at('prove-by-code').click();
    await screen.at('end-code').fill('wrong');
    await screen.at('confirm-btn').click();
    await screen.page.locator('.field-error').waitFor();
    await screen.at('end-code').fill(codes.split('\n')[0]!);
    await screen.at('confirm-btn').click();
    await screen.page.getByText('Authenticator app: off').waitFor();
    await screen.close();
  });

  test('asked for while somebody types → what they have typed is still there', async () => {
    await force(false);
    const screen = await openAs(`${dashboard.environment(0)}/features/create`);
    await screen.at('featureID').fill('half_typed');
    await screen.page.waitForLoadState('networkidle');
    await force(true);
    await screen.at('create-feature-btn').click();
    await screen.at('second-factor-needed').waitFor();
    await force(false);
    await screen.at('second-factor-done').click();
    await expect.poll(() => screen.at('featureID').inputValue()).toBe('half_typed');
    await screen.close();
  });

  test('sign-in: a code that comes too late → the password again, the address kept', async () => {
    await force(false);
    await forget();
    const setUp = await openAs('/account/security');
    await setUp.at('start-second-factor').click();
    const secret = (await setUp.page.getByLabel('Secret', { exact: true }).textContent()) ?? '';
    await setUp.at('first-code').fill(codeOf(secret));
    await setUp.at('confirm-second-factor').click();
    await setUp.at('codes-kept').waitFor();
    await setUp.close();

    const screen = await dashboard.open({ path: '/login', as: '' });
    await screen.at('email').fill(person.email);
    await signIn(screen);
    await screen.at('code').fill('000000');
    await screen.at('code-btn').click();
    await screen.page.locator('.notice.bad').waitFor();
    await expect.poll(() => screen.at('code').inputValue()).toBe('000000');
    await screen.page.evaluate(() => {
      const now = Date.now;
      Date.now = () => now() + 16 * 60_000;
    });
    await screen.at('code-btn').click();
    await screen.page.getByText('The code came too late').waitFor();
    await expect.poll(() => screen.at('email').inputValue()).toBe(person.email);
    await forget();
    await screen.close();
  });

  test.each(LOOKS)('security: $theme at $width px → no fault of access', async (look) => {
    await force(false);
    await forget();
    const screen = await openAs('/account/security', look);
    await screen.at('start-second-factor').click();
    await screen.at('qr-code').waitFor();
    await screen.shoot('second-factor');
    await screen.check();
    await screen.close();
  });
});
