import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';
import { createViewer } from '../../../worker/testing/dashboard/viewer.ts';

describe.runIf(chromiumProgram !== undefined)('API keys in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const path = () => `/organisation/${dashboard.server.demo[0]?.organisationId}/api-keys`;
  const statusOf = async (key: string) => {
    const url = `${dashboard.server.url}/api/v1/organisations/`;
    return (await fetch(url, { headers: { authorization: `Api-Key ${key}` } })).status;
  };

  test('API keys: none → created by keyboard, shown once, let in; deleted by its name → refused', async () => {
    const screen = await dashboard.open({ path: path() });
    const { page } = screen;
    await page.getByText('No API key yet').waitFor();
    await screen.at('create-api-key').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-test="api-key-name"]:focus-within').waitFor();
    await page.keyboard.type('terraform');
    await page.keyboard.press('Enter');
    const key = (await screen.at('api-key-once').getByLabel('API key', { exact: true }).textContent()) ?? '';
    expect(await statusOf(key)).toBe(200);
    await page.locator('[data-test="api-key-once"]:focus-within').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => screen.at('api-key-once').count()).toBe(1);
    await screen.check();
    await screen.at('api-key-done').click();
    await screen.at('api-key-0').getByText('by Ada Lovelace').waitFor();
    expect(await page.content()).not.toContain(key);

    await page.getByRole('button', { name: 'Delete terraform' }).click();
    await page.getByLabel('Type terraform to confirm').fill('terraform');
    await screen.at('confirm-btn').click();
    await page.getByText('No API key yet').waitFor();
    expect(await statusOf(key)).toBe(401);
    await screen.close();
  });

  test('API keys: refused by the server → said at the field, what was typed stays', async () => {
    const screen = await dashboard.open({ path: path() });
    await screen.at('create-api-key').click();
    await screen.at('api-key-name').fill('  ');
    await screen.at('save-api-key').click();
    await screen.page.getByText('This field may not be blank.').waitFor();
    await expect.poll(() => screen.at('api-key-name').inputValue()).toBe('  ');
    await screen.close();
  });

  test('API keys: who is no administrator → why they see none', async () => {
    const member = await createViewer(dashboard, []);
    const screen = await dashboard.open({ path: path(), as: member.authorization });
    await screen.page.getByText('alone see its API keys').waitFor();
    await screen.check();
    await screen.close();
  });

  test.each(LOOKS)('API keys: $theme at $width px → no fault of access, nothing wider', async (look) => {
    if (look === LOOKS[0]) {
      const api = `/api/v1/organisations/${dashboard.server.demo[0]?.organisationId}/master-api-keys/`;
      await dashboard.call('POST', api, { name: 'old', expiry_date: '2020-01-01T00:00:00Z' });
      await dashboard.call('POST', api, { name: 'deploys', is_admin: false });
    }
    const screen = await dashboard.open({ ...look, path: path() });
    await screen.at('api-key-1').getByText('by Ada').waitFor();
    await screen.shoot('api-keys');
    await screen.check();
    await screen.close();
  });
});
