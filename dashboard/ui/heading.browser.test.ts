import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byKeys } from '../../worker/testing/dashboard/by-keys.ts';
import { openDashboard, type Dashboard } from '../../worker/testing/dashboard/dashboard.ts';
import { chromiumProgram } from '../../worker/testing/fixtures/chromium.ts';

describe.runIf(chromiumProgram !== undefined)('a heading that comes late', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  test('a menu was opened while the page loads → the focus stays in the menu', async () => {
    const screen = await dashboard.open({ path: `${dashboard.environment(0)}/features` });
    const { press, enter, at, named } = byKeys(() => screen);
    await screen.page.locator('h1').waitFor();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await screen.page.route('**/*', async (route) => {
      await held;
      await route.continue();
    });
    await enter(named('link', 'Segments'));
    await enter(at('account-menu'));
    const item = screen.page.locator('[role=menuitem]:focus');
    await item.waitFor();
    release();
    await screen.page.getByRole('heading', { level: 1, name: 'Segments' }).waitFor();
    // Whoever takes the focus does so within a frame of the heading.
    await screen.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    expect(await item.count()).toBe(1);
    await press('Escape');
    expect(screen.faults).toEqual([]);
    await screen.close();
  });
});
