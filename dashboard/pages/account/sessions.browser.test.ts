import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';
import { createMember, createToken, type Person } from '../../../worker/testing/management/people.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const PROGRAM = 'a-program-with-a-rather-long-name-that-does-not-break-anywhere/1.22.333 (a comment)';

describe.runIf(chromiumProgram !== undefined)('where one is signed in, in Chromium', () => {
  let dashboard: Dashboard;
  let person: Person;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());
  beforeEach(async () => {
    const { db, demo } = dashboard.server;
    person = await createMember(db, demo[0]!.organisationId, 'ADMIN');
    await db.query(
      `update auth_tokens set user_agent = $2, created_at = now() - interval '40 days', last_used_at = now() where user_id = $1`,
      [person.id, PROGRAM],
    );
    await createToken(db, person.id, 'session');
    await db.query(
      `update auth_tokens set user_agent = $2, created_at = now() - interval '3 days', last_used_at = now() - interval '2 hours'
       where user_id = $1 and kind = 'session'`,
      [person.id, FIREFOX],
    );
  });

  const open = (more: object = {}) =>
    dashboard.open({ path: '/account', as: person.authorization, email: person.email, ...more });
  const agents = async () => {
    const { rows } = await dashboard.server.db.query(
      'select kind, user_agent from auth_tokens where user_id = $1 order by id',
      [person.id],
    );
    return rows.map(({ kind, user_agent: agent }) => `${kind} ${agent?.split('/')[0] ?? 'of the test'}`);
  };
  /** Tab after Tab until the element has the focus. */
  const tabTo = async ({ page }: Screen, name: string) => {
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(() => document.activeElement?.textContent ?? '')).includes(name)) return;
    }
    throw new Error(`no way to ${name} by Tab`);
  };

  test('by keyboard alone: one ended → it alone; then all others → only this one goes on', async () => {
    const screen = await open();
    const { page } = screen;
    await screen.at('session-2').waitFor();
    await expect.poll(() => screen.at('session-0').textContent()).toContain('This one');
    await expect.poll(() => screen.at('session-1').textContent()).toContain('a-program');
    await tabTo(screen, 'End Firefox on Linux');
    await page.keyboard.press('Enter');
    await screen.at('confirm').waitFor();
    await screen.check();
    await screen.shoot('end-session');
    await page.locator('[data-test="confirm"]:focus-within').waitFor();
    await page.keyboard.press('Tab');
    await page.locator('[data-test="confirm-btn"]:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Ended the session of Firefox on Linux').waitFor();
    await expect.poll(() => screen.at('session-2').count()).toBe(0);
    expect(await agents()).toEqual([`token ${PROGRAM.split('/')[0]}`, 'session of the test']);

    await screen.at('end-others').focus();
    await page.keyboard.press('Enter');
    await screen.at('confirm').waitFor();
    await page.locator('[data-test="confirm"]:focus-within').waitFor();
    await page.keyboard.press('Tab');
    await page.locator('[data-test="confirm-btn"]:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('You are signed out everywhere else').waitFor();
    await screen.at('sessions').locator('p', { hasText: 'You are signed in nowhere else.' }).waitFor();
    expect(await agents()).toEqual(['session of the test']);
    await page.reload();
    await screen.at('session-0').waitFor();
    await screen.check();
    await screen.close();
  });

  test('asked and not confirmed → all go on', async () => {
    const screen = await open();
    await screen.at('end-others').click();
    await screen.page.getByRole('button', { name: 'Cancel' }).click();
    await screen.at('session-2').getByRole('button').click();
    await screen.page.locator('[data-test="confirm"]:focus-within').waitFor();
    await screen.page.keyboard.press('Escape');
    await expect.poll(() => screen.at('confirm').count()).toBe(0);
    expect(await agents()).toHaveLength(3);
    await screen.close();
  });

  test('ended elsewhere meanwhile → said, and asked for again; not to be loaded → said, and a way to try again', async () => {
    const screen = await open();
    const { page } = screen;
    await screen.at('session-2').waitFor();
    await page.route('**/api/v1/auth/sessions/**', (route) =>
      route.fulfill({ status: 503, json: { detail: 'Busy.' } }),
    );
    await screen.at('session-1').getByRole('button').click();
    await screen.at('confirm-btn').click();
    await page.getByText('Not ended: Busy.').waitFor();
    expect(await agents()).toHaveLength(3);
    await page.reload();
    await screen.at('sessions').getByText('It is not known').waitFor();
    await page.unroute('**/api/v1/auth/sessions/**');
    await screen.at('sessions').getByRole('button', { name: 'Try again' }).click();
    await screen.at('session-2').waitFor();
    await screen.close();
  });

  test.each(LOOKS)('list: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const screen = await open(look);
    await screen.at('session-2').waitFor();
    await screen.at('sessions').scrollIntoViewIfNeeded();
    await screen.check();
    await screen.shoot('sessions');
    await screen.at('end-others').click();
    await screen.at('confirm').waitFor();
    await screen.check();
    await screen.shoot('end-other-sessions');
    await screen.close();
  });
});
