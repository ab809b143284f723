import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { createMember } from '../../../worker/testing/management/people.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';
import { seeCookieOnly } from '../../../worker/testing/dashboard/see-cookie-only.ts';

const PASSWORD = 'correct horse battery';

describe.runIf(chromiumProgram !== undefined)('first start in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard({ seed: false });
  });
  afterAll(() => dashboard.stop());

  test('first start by keyboard alone: account → organisation → project → feature, served', async () => {
    const screen = await dashboard.open({ as: '' });
    const { page } = screen;
    await page.getByRole('heading', { name: 'Create the first account' }).waitFor();
    await screen.check();
    await screen.shoot('first-account');
    await page.getByLabel('First name').focus();
    await page.keyboard.type('Grace');
    for (const text of ['Hopper', 'grace@example.com', PASSWORD]) {
      await page.keyboard.press('Tab');
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'Create an organisation' }).waitFor();
    await page.getByLabel('Name').focus();
    await page.keyboard.type('Navy');
    await page.keyboard.press('Enter');
    await page.getByText('No project yet').waitFor();
    await screen.check();
    await screen.shoot('no-project');
    await screen.at('create-project-btn').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Create a project' }).waitFor();
    await page.getByLabel('Name').focus();
    await page.keyboard.type('Compiler');
    await page.keyboard.press('Enter');

    await page.getByText('No feature yet').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Environment: Development' }).isVisible()).toBe(true);
    await screen.check();
    await screen.shoot('no-feature');
    await page.keyboard.press('c');
    await screen.at('featureID').focus();
    await page.keyboard.type('linker');
    await page.keyboard.press('Tab');
    await page.keyboard.type('12');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await screen.at('feature-drawer').waitFor();
    await page.getByRole('heading', { name: 'linker' }).waitFor();
    expect(screen.faults).toEqual([]);

    const { rows } = await dashboard.server.db.query('select api_key, name from environments order by id');
    expect(rows.map(({ name }) => name)).toEqual(['Development', 'Production']);
    const answer = await fetch(`${dashboard.server.url}/api/v1/flags/`, {
      headers: { 'X-Environment-Key': rows[0].api_key },
    });
    expect(await answer.json()).toMatchObject([
      { enabled: true, feature_state_value: 12, feature: { name: 'linker' } },
    ]);
    const { rows: users } = await dashboard.server.db.query('select is_superuser from users');
    expect(users).toEqual([{ is_superuser: true }]);
    await screen.close();
  });
});

describe.runIf(chromiumProgram !== undefined)('access in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
    await signUp('ada@example.com');
  });
  afterAll(() => dashboard.stop());

  /** Hashes of passwords take turns, and a busy machine refuses who would wait too long: then again. */
  const signUp = async (email: string) => {
    const body = { email, password: PASSWORD, first_name: 'Ada', last_name: 'L' };
    await vi.waitFor(() => dashboard.call('POST', '/api/v1/auth/users/', body, ''), { timeout: 20_000, interval: 500 });
  };
  const signIn = async (screen: Screen, email: string, password: string) => {
    await screen.at('email').fill(email);
    await screen.at('password').fill(password);
    await pressEnterUntilTaken(screen);
  };
  /** Sends the form that has the focus; as `signUp`, again where the machine is too busy for a hash. */
  const pressEnterUntilTaken = async ({ page }: Screen) => {
    const refusal = page.getByText('Too many people are signing in');
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const answer = page.waitForResponse(/\/auth\/(login|users|users\/reset_password_confirm)\/$/);
      await page.keyboard.press('Enter');
      if ((await answer).status() !== 429) return;
      await refusal.waitFor();
      await page.waitForTimeout(2_000);
    }
  };

  test('sign-in: a page that needs one → the sign-in, and from there to that page', async () => {
    const screen = await dashboard.open({ as: '', path: '/organisations' });
    await screen.page.waitForURL(/\/login\?next=%2Forganisations/);
    await signIn(screen, 'ada@example.com', 'wrong');
    await screen.page.getByRole('alert').waitFor();
    await screen.check();
    await screen.shoot('login-refused');

    await signIn(screen, 'ada@example.com', PASSWORD);
    await screen.page.getByText('You belong to no organisation yet').waitFor();
    expect(screen.page.url()).toBe(`${dashboard.server.url}/organisations`);
    await seeCookieOnly(screen);
    await screen.check();
    await screen.at('account-menu').click();
    await screen.at('sign-out').click();
    await screen.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await screen.page.context().cookies()).toEqual([]);
    await screen.close();
  });

  test('sign-up: a password of digits → said at the field; a good one → in', async () => {
    const screen = await dashboard.open({ as: '', path: '/signup' });
    for (const [test, text] of [
      ['first_name', 'Alan'],
      ['last_name', 'Turing'],
      ['email', 'alan@example.com'],
      ['password', '12345678'],
    ] as const) {
      await screen.at(test).fill(text);
    }
    await pressEnterUntilTaken(screen);
    await screen.page.getByText('consists of digits only').waitFor();
    await screen.check();
    await screen.at('password').fill(PASSWORD);
    await pressEnterUntilTaken(screen);
    await screen.page.getByRole('heading', { name: 'Create an organisation' }).waitFor();
    await seeCookieOnly(screen);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('reset: asked for → the mailed link sets a password, once', async () => {
    await signUp('barbara@example.com');
    const screen = await dashboard.open({ as: '', path: '/forgot' });
    await screen.page.getByLabel('Email address').fill('barbara@example.com');
    await screen.page.keyboard.press('Enter');
    await screen.page.getByText('the link is on its way').waitFor();
    const mails = await (await fetch(`${dashboard.server.url}/outbox/`)).text();
    const link = /\/password-reset\/[\w-]+\/[\w-]+/.exec(mails)?.[0];

    await screen.page.goto(`${dashboard.server.url}${link}`);
    await screen.page.getByLabel('New password').fill('another horse battery');
    await pressEnterUntilTaken(screen);
    await screen.page.getByText('Your password is set').waitFor();
    await signIn(screen, 'barbara@example.com', 'another horse battery');
    await screen.page.getByRole('heading', { name: 'Create an organisation' }).waitFor();
    await seeCookieOnly(screen);
    await screen.page.goto(`${dashboard.server.url}${link}`);
    await screen.page.getByLabel('New password').fill('a third horse battery');
    await screen.page.keyboard.press('Enter');
    await screen.page.getByText('This link does not hold any more').waitFor();
    await screen.check();
    await screen.close();
  });

  test('invite link: somebody without an account → account and membership in one go', async () => {
    const { organisationId } = dashboard.server.demo[0]!;
    const { hash } = await dashboard.call<{ hash: string }>(
      'POST',
      `/api/v1/organisations/${organisationId}/invite-links/`,
      { role: 'USER' },
    );
    const screen = await dashboard.open({ as: '', path: `/invite/${hash}` });
    for (const [test, text] of [
      ['first_name', 'Edsger'],
      ['last_name', 'D'],
      ['email', 'edsger@example.com'],
      ['password', PASSWORD],
    ] as const) {
      await screen.at(test).fill(text);
    }
    await screen.check();
    await screen.at('password').focus();
    await pressEnterUntilTaken(screen);
    await screen.page.waitForURL(new RegExp(`/organisation/${organisationId}/projects`));
    await screen.page.getByText('No project yet').waitFor();
    await seeCookieOnly(screen);
    await screen.close();
  });

  test('session: ended while something was typed → sign in again in place, and what was typed is saved', async () => {
    const { db } = dashboard.server;
    const person = await createMember(db, dashboard.server.demo[0]!.organisationId, 'ADMIN');
    await db.query(
      "update users set password_hash = (select password_hash from users where email = 'ada@example.com') where id = $1",
      [person.id],
    );
    const { rows } = await dashboard.server.db.query("select id from features where name = 'welcome_message'");
    const path = `${dashboard.environment(0)}/features/${rows[0].id}`;
    const screen = await dashboard.open({ as: person.authorization, email: person.email, path });
    await screen.at('featureValue').fill('typed before');
    await db.query('delete from auth_tokens where user_id = $1', [person.id]);
    await screen.at('update-feature-btn').click();

    await screen.at('sign-in-again').waitFor();
    await screen.check();
    await screen.shoot('sign-in-again');
    await screen.page.locator('[data-test="sign-in-again"] input:focus').waitFor();
    await screen.page.keyboard.type(PASSWORD);
    await pressEnterUntilTaken(screen);
    await screen.page.getByText('Saved welcome_message in Development').waitFor();
    await expect.poll(() => screen.at('featureValue').inputValue()).toBe('typed before');
    await seeCookieOnly(screen);
    await screen.close();
  });

  test('page: GET → under a policy that lets nothing foreign in', async () => {
    const { headers } = await fetch(dashboard.server.url);

    const policy = headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      'require-trusted-types-for',
    ]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('address: of no page → said so', async () => {
    const screen = await dashboard.open({ path: '/nowhere/at/all' });
    await screen.page.getByText('There is no such page').waitFor();
    await screen.check();
    await screen.close();
  });

  test.each(LOOKS)('access: $theme at $width px → no fault of access, nothing wider than the screen', async (look) => {
    const screen = await dashboard.open({ ...look, as: '', path: '/login' });
    await screen.at('email').waitFor();
    await screen.shoot('login');
    await screen.check();
    await screen.close();
    const inside = await dashboard.open({
      ...look,
      path: `/organisation/${dashboard.server.demo[0]?.organisationId}/projects`,
    });
    await inside.page.getByRole('link', { name: 'Demo project' }).waitFor();
    await inside.shoot('projects');
    await inside.check();
    await inside.page.goto(`${dashboard.server.url}/organisations`);
    await inside.page.getByRole('link', { name: 'Demo organisation' }).waitFor();
    await inside.shoot('organisations');
    await inside.check();
    await inside.close();
  });
});
