import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../../worker/testing/fixtures/chromium.ts';
import { codeOf } from '../../../../worker/testing/management/totp-code.ts';
import { openDashboard, type Dashboard } from '../../../../worker/testing/dashboard/dashboard.ts';
import type { Screen } from '../../../../worker/testing/dashboard/screen.ts';

describe.runIf(chromiumProgram !== undefined)('a draft while something fails, in Chromium', () => {
  let dashboard: Dashboard;
  let path: string;
  beforeAll(async () => {
    dashboard = await openDashboard();
    const { rows } = await dashboard.server.db.query(`select id from features where name = 'welcome_message'`);
    path = `${dashboard.environment(0)}/features/${rows[0].id}`;
  });
  afterAll(() => dashboard.stop());

  const typed = 'What I have typed';
  const saving = '**/api/__future__/**';
  const open = async () => {
    const screen = await dashboard.open({ path });
    await screen.at('featureValue').fill(typed);
    return screen;
  };
  const seeTyped = async (screen: Screen) => expect(await screen.at('featureValue').inputValue()).toBe(typed);

  test.each([
    ['403', { status: 403, json: { detail: 'You do not have permission.' } }, 'You do not have permission.'],
    ['404', { status: 404, json: { detail: 'Not found.' } }, 'Not found.'],
    ['409', { status: 409, json: { detail: 'Not now.' } }, 'Not now.'],
    ['422', { status: 422, json: { value: ['Too long.'] } }, 'Too long.'],
    ['500', { status: 500, body: '<h1>no</h1>' }, 'Something went wrong on the server.'],
    ['503', { status: 503, json: { detail: 'Try again in a minute.' } }, 'Try again in a minute.'],
  ])('saving answered with %s → why is said, the draft is kept and can be saved later', async (_, answer, message) => {
    const screen = await open();
    await screen.page.route(saving, (route) => route.fulfill(answer));
    await screen.at('update-feature-btn').click();
    await screen.page.getByRole('alert').getByText(message).waitFor();
    await seeTyped(screen);
    await expect.poll(() => screen.at('update-feature-btn').getAttribute('aria-disabled')).toBe('false');
    // Browsers log answers from 500 on.
    screen.faults.length = 0;
    await screen.check();
    await screen.close();
  });

  test('offline → said with what to do; back online → saved by another press', async () => {
    const screen = await open();
    await screen.page.context().setOffline(true);
    await screen.at('update-feature-btn').click();
    await screen.page.getByText('The server cannot be reached. Check the connection; nothing was lost.').waitFor();
    await seeTyped(screen);
    await screen.page.context().setOffline(false);
    await screen.at('update-feature-btn').click();
    await screen.page.getByText('Saved welcome_message in Development').waitFor();
    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await screen.page.getByText('is as it was before').waitFor();
    await screen.close();
  });

  test('a slow answer → the button is busy, a second press sends nothing', async () => {
    const screen = await open();
    let sent = 0;
    await screen.page.route(saving, async (route) => {
      sent += 1;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.fulfill({ status: 409, json: { detail: 'Not now.' } });
    });
    await screen.at('update-feature-btn').click();
    await screen.page.locator('[data-test=update-feature-btn][aria-busy=true]').waitFor();
    await screen.at('update-feature-btn').click({ force: true });
    await screen.page.getByText('Not now.').waitFor();
    expect(sent).toBe(1);
    await seeTyped(screen);
    await screen.close();
  });

  test('the session has ended → signed in again over the page, and the save goes through by itself', async () => {
    const password = 'correct horse battery';
    const person = { email: 'sam@example.com', password, first_name: 'Sam', last_name: 'Lee' };
    const { id, key } = await dashboard.call<{ id: number; key: string }>('POST', '/api/v1/auth/users/', person, '');
    const { db, demo } = dashboard.server;
    await db.query(`insert into user_organisations (user_id, organisation_id, role) values ($1, $2, 'ADMIN')`, [
      id,
      demo[0]!.organisationId,
    ]);
    const screen = await dashboard.open({ path, as: `Token ${key}`, email: person.email });
    await screen.at('featureValue').fill(typed);
    await db.query('delete from auth_tokens where user_id = $1', [id]);
    await screen.at('update-feature-btn').click();
    const dialog = screen.at('sign-in-again');
    await dialog.waitFor();
    await screen.check();
    await seeTyped(screen);
    await dialog.getByLabel('Password').fill(password);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await screen.page.getByText('Saved welcome_message in Development').waitFor();
    await screen.close();
  });

  test('the session has ended, of somebody with a second factor → from the code back to the password, and in by both', async () => {
    const password = 'correct horse battery';
    const person = { email: 'kim@example.com', password, first_name: 'Kim', last_name: 'Lee' };
    const { id, key } = await dashboard.call<{ id: number; key: string }>('POST', '/api/v1/auth/users/', person, '');
    const { db, demo } = dashboard.server;
    await db.query(`insert into user_organisations (user_id, organisation_id, role) values ($1, $2, 'ADMIN')`, [
      id,
      demo[0]!.organisationId,
    ]);
    const own = <T>(rest: string, body: object) =>
      dashboard.call<T>('POST', `/api/v1/auth/app/${rest}`, body, `Token ${key}`);
    const { secret } = await own<{ secret: string }>('activate/', {});
    const { backup_codes: codes } = await own<{ backup_codes: string[] }>('activate/confirm/', {
      code: codeOf(secret),
    });
    const screen = await dashboard.open({ path, as: `Token ${key}`, email: person.email });
    await screen.at('featureValue').fill(`${typed} and more`);
    await db.query('delete from auth_tokens where user_id = $1', [id]);
    await screen.at('update-feature-btn').click();
    const dialog = screen.at('sign-in-again');
    const enterPassword = async () => {
      await dialog.getByLabel('Password').fill(password);
      await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
      await screen.page.locator('[data-test="again-code"]:focus').waitFor();
    };
    await enterPassword();
    await screen.check();
    await dialog.getByRole('button', { name: 'Back to the password' }).click();
    await expect.poll(() => dialog.getByLabel('Password').inputValue()).toBe('');
    await enterPassword();
    await screen.page.keyboard.type(codes[0] ?? '');
    await screen.page.keyboard.press('Enter');
    await screen.page.getByText('Saved welcome_message in Development').waitFor();
    await screen.close();
  });

  test('everything down at the start → said, and Try again brings the page', async () => {
    const screen = await dashboard.open({ path: '/favicon.svg' });
    await screen.page.route('**/api/**', (route) => route.abort());
    await screen.page.goto(dashboard.server.url + path);
    await screen.page.getByText('The server cannot be reached').first().waitFor();
    await screen.page.unroute('**/api/**');
    await screen.page.getByRole('button', { name: 'Try again' }).first().click();
    await screen.at('featureValue').waitFor();
    await screen.close();
  });
});
