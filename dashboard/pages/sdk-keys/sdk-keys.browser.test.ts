import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';
import { createViewer } from '../../../worker/testing/dashboard/viewer.ts';

describe.runIf(chromiumProgram !== undefined)('SDK keys in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const path = () => `${dashboard.environment(0)}/sdk-keys`;
  const ask = (key: string) =>
    fetch(`${dashboard.server.url}/api/v1/environment-document/`, { headers: { 'x-environment-key': key } });

  test('keys: the client-side key → copied', async () => {
    const screen = await dashboard.open({ path: path() });
    await screen.page.getByRole('button', { name: 'Copy', exact: true }).click();
    expect(await screen.page.evaluate(() => navigator.clipboard.readText())).toBe(dashboard.server.demo[0]?.clientKey);
    await screen.close();
  });

  test('keys: created by keyboard, refused while off, undone, deleted by name → so it is for SDKs', async () => {
    const screen = await dashboard.open({ path: path() });
    const { page } = screen;
    await screen.at('create-server-key').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-test="server-key-name"]:focus-within').waitFor();
    await page.keyboard.type('worker');
    await page.keyboard.press('Enter');
    await page.getByText('Created the key worker').waitFor();
    const row = page.getByRole('row').filter({ hasText: 'worker' });
    const key = (await row.locator('code').textContent()) ?? '';
    expect(key).toMatch(/^ser\.\w{20,}$/);
    await expect.poll(async () => (await ask(key)).status, { timeout: 8_000 }).toBe(200);
    await screen.check();

    await row.getByRole('switch').click();
    await page.getByText('The key worker is refused').waitFor();
    await expect.poll(async () => (await ask(key)).status, { timeout: 8_000 }).toBe(403);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('is let in again').waitFor();
    await page.reload();
    await expect.poll(() => row.locator('code').textContent()).toContain('••••');
    await expect.poll(() => row.getByRole('switch').getAttribute('aria-checked')).toBe('true');

    await row.getByRole('button', { name: 'Delete worker' }).click();
    await page.getByLabel('Type worker to confirm').fill('worker');
    await screen.at('confirm-btn').click();
    await row.waitFor({ state: 'detached' });
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('keys: a day that is past → said at the field, what was typed stays', async () => {
    const screen = await dashboard.open({ path: path() });
    await screen.at('create-server-key').click();
    await screen.at('server-key-name').fill('x'.repeat(100));
    await screen.page.route('**/api-keys/', (route) =>
      route.fulfill({ status: 400, json: { expires_at: ['This is past.'] } }),
    );
    await screen.at('save-server-key').click();
    await screen.page.getByText('This is past.').waitFor();
    await expect.poll(() => screen.at('server-key-name').inputValue()).toBe('x'.repeat(100));
    await screen.close();
  });

  test('keys: none yet → what they are for; someone who only views → why they see none', async () => {
    const member = await createViewer(dashboard, [1]);
    const screen = await dashboard.open({ path: `${dashboard.environment(1)}/sdk-keys`, as: member.authorization });
    await screen.page.getByText('Administrators of Production alone see').waitFor();
    expect(await screen.at('create-server-key').count()).toBe(0);
    expect(await screen.at('callers').count()).toBe(0);
    await screen.check();
    await screen.close();
  });

  test.each(LOOKS)('keys: $theme at $width px → no fault of access, nothing wider than the screen', async (look) => {
    const screen = await dashboard.open({ ...look, path: path() });
    await screen.at('server-key-0').waitFor();
    await screen.at('callers').locator('table, .panel-head + p').waitFor();
    await screen.shoot('sdk-keys');
    await screen.check();
    await screen.close();
  });
});
