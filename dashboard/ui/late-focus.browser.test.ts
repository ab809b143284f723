import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byKeys } from '../../worker/testing/dashboard/by-keys.ts';
import { openDashboard, type Dashboard } from '../../worker/testing/dashboard/dashboard.ts';
import type { Screen } from '../../worker/testing/dashboard/screen.ts';
import { chromiumProgram } from '../../worker/testing/fixtures/chromium.ts';

const followLink = (screen: Screen) => byKeys(() => screen).enter(screen.page.getByRole('link', { name: 'Segments' }));

/** As the browser's own buttons do. */
const goThroughHistory = ({ page }: Screen) =>
  page.evaluate(() => {
    history.pushState(null, '', location.pathname.replace(/environment.*/, 'segments/create'));
    dispatchEvent(new PopStateEvent('popstate'));
  });

describe.runIf(chromiumProgram !== undefined)('a page that comes late', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  test.each([
    ['heading', followLink, 'Segments'],
    ['first field', goThroughHistory, 'Create segment'],
  ] as const)('a menu was opened meanwhile → its %s leaves the focus in the menu', async (_, leave, heading) => {
    const screen = await dashboard.open({ path: `${dashboard.environment(0)}/features` });
    const { press, enter, at } = byKeys(() => screen);
    await screen.page.locator('h1').waitFor();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await screen.page.route('**/*', async (route) => {
      await held;
      await route.continue();
    });
    await leave(screen);
    await enter(at('account-menu'));
    const item = screen.page.locator('[role=menuitem]:focus');
    await item.waitFor();
    release();
    await screen.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    // Whoever takes the focus does so within a frame.
    await screen.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    expect(await item.count()).toBe(1);
    await press('Escape');
    expect(screen.faults).toEqual([]);
    await screen.close();
  });
});
