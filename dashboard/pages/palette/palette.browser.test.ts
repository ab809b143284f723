import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';
import { createViewer } from '../../../worker/testing/dashboard/viewer.ts';

describe.runIf(chromiumProgram !== undefined)('the palette in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const features = (index: 0 | 1 = 0) => `${dashboard.environment(index)}/features`;
  const open = async (path: string, more: object = {}) => {
    const screen = await dashboard.open({ path, ...more });
    await screen.page.locator('h1').waitFor();
    await screen.at('open-palette').waitFor({ state: 'attached' });
    return screen;
  };

  test('palette: by keys alone → another page, then another environment, where it is the same page', async () => {
    const screen = await open(features());
    const { page } = screen;
    await page.keyboard.press('Control+k');
    await page.locator('[data-test="palette-input"]:focus-within').waitFor();
    await page.keyboard.type('sdkk');
    await page.getByRole('option', { name: 'SDK keys', selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'SDK keys' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('[data-test="palette-input"]:focus-within').waitFor();
    await page.keyboard.type('produc');
    await page.getByRole('option', { name: 'Production', selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === `${dashboard.environment(1)}/sdk-keys`);
    await screen.close();
  });

  test('palette: a feature by a part of its name → opened; afterwards it is among the recent', async () => {
    const screen = await open(features());
    const { page } = screen;
    await screen.at('open-palette').click();
    await screen.at('palette-input').fill('checkout');
    const option = page.getByRole('option').filter({ hasText: 'Feature' }).filter({ hasText: 'checkout' }).first();
    await option.waitFor();
    await option.click();
    await page.waitForURL(/\/features\/\d+/);
    await page.keyboard.press('Control+k');
    const recent = page.getByRole('option').first();
    await recent.waitFor();
    await expect.poll(() => recent.textContent()).toMatch(/checkout.*Recent Feature/);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => recent.getAttribute('aria-selected')).toBe('false');
    const shown = await page.getByRole('option').allTextContents();
    expect(new Set(shown).size).toBe(shown.length);
    await page.keyboard.press('Escape');
    await screen.at('palette').waitFor({ state: 'detached' });
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('palette: a segment and an identity by a part of their names → opened', async () => {
    const screen = await open(features());
    const { page } = screen;
    const { rows: segments } = await dashboard.server.db.query('select name from segments limit 1');
    const { rows: identities } = await dashboard.server.db.query(
      'select identifier from identities where environment_id = $1 limit 1',
      [dashboard.server.demo[0]?.environmentId],
    );
    const find = async (text: string, kind: string) => {
      await page.keyboard.press('Control+k');
      await screen.at('palette-input').fill(text);
      await page.getByRole('option').filter({ hasText: kind }).filter({ hasText: text }).first().click();
    };
    await find(segments[0].name, 'Segment');
    await page.waitForURL(/\/segments\/\d+$/);
    await page.goto(dashboard.server.url + features());
    await screen.at('open-palette').waitFor();
    await find(identities[0].identifier, 'Identity');
    await page.waitForURL(/\/identities\/\d+$/);
    await screen.close();
  });

  test('palette: Enter before all is found → kept; one fits → taken; several → listed, and the next Enter takes the first', async () => {
    const screen = await open(features());
    const { page } = screen;
    let isLate = true;
    await page.route(/[?&](search|q)=/, async (route) => {
      if (isLate) await page.locator('[data-test="palette-input"][aria-busy=true]').waitFor();
      await route.continue();
    });
    const typeAndEnter = async (text: string) => {
      await page.keyboard.press('Control+k');
      await page.locator('[data-test="palette-input"]:focus-within').waitFor();
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    };
    await typeAndEnter('dark_mod');
    await page.waitForURL(/\/features\/\d+/);
    await page.locator('#drawer-title').getByText('dark_mode').waitFor();
    await typeAndEnter('dark');
    await page.locator('#palette-list [aria-selected=true]').waitFor();
    isLate = false;
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).not.toBe('dark');
    await page.keyboard.press('Enter');
    await screen.at('palette').waitFor({ state: 'detached' });
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('palette: who may not see identities → none is asked for', async () => {
    const member = await createViewer(dashboard, [0]);
    const screen = await open(features(), { as: member.authorization });
    await screen.page.keyboard.press('Control+k');
    await screen.at('palette-input').fill('checkout');
    await screen.page.getByRole('option').filter({ hasText: 'Feature' }).first().waitFor();
    expect(screen.requests.filter((one) => one.includes('/identities/'))).toEqual([]);
    await screen.close();
  });

  test('palette: theme, and a form → done; nothing fits → it says so', async () => {
    const screen = await open(features());
    const { page } = screen;
    await page.keyboard.press('Control+k');
    await screen.at('palette-input').fill('dark theme');
    await page.getByRole('option', { name: 'dark theme', selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await page.keyboard.press('Control+k');
    await screen.at('palette-input').fill('qqqq');
    await page.getByText('Nothing fits.').waitFor();
    await screen.check();
    await screen.at('palette-input').fill('create a feature');
    await page.getByRole('option', { name: 'Create a feature', selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/features\/create$/);
    await screen.close();
  });

  test('palette: who may not create features → is not offered it', async () => {
    const member = await createViewer(dashboard, [0]);
    const screen = await open(features(), { as: member.authorization });
    await screen.page.keyboard.press('Control+k');
    await screen.at('palette-input').fill('create');
    await expect.poll(() => screen.page.getByText('Create a feature', { exact: true }).count()).toBe(0);
    await screen.close();
  });

  test.each(LOOKS)('palette: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const screen = await open(features(), look);
    await screen.page.keyboard.press('Control+k');
    await screen.page.getByRole('option').first().waitFor();
    await screen.shoot('palette');
    await screen.check();
    await screen.close();
  });
});
