import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDashboard, type Dashboard } from '../../worker/testing/dashboard/dashboard.ts';
import { buildHostileWorld, type HostileWorld } from '../../worker/testing/dashboard/hostile-world.ts';
import type { Screen } from '../../worker/testing/dashboard/screen.ts';
import { chromiumProgram } from '../../worker/testing/fixtures/chromium.ts';
import { ROUTES } from './routes.ts';

/** What a page shows beside its plain address: a tab, a filter. Each is one line; plain addresses come from the table of routes. */
const MORE = [
  ...['variations', 'overrides', 'identities', 'usage', 'history', 'settings'].map(
    (tab) => `/project/:pid/environment/:env/features/:fid/${tab}`,
  ),
  '/project/:pid/environment/:env/features/create',
  '/project/:pid/environment/:env/features?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E',
  '/project/:pid/segments/:sid/settings',
  '/login?next=javascript%3Aalert(1)',
  '/login?next=%2F%2Fevil.example',
  '/oauth/github?error_description=%3Cscript%3Ealert(1)%3C/script%3E',
];
/** Params of public routes, which name nothing that is stored. */
const ANYTHING = {
  uid: '<b>x',
  token: 'javascript:alert(1)',
  hash: '"><img src=x onerror=alert(1)>',
  wid: '0',
  tab: '',
};

describe.runIf(chromiumProgram !== undefined)('hostile texts in Chromium', () => {
  let dashboard: Dashboard;
  let world: HostileWorld;
  let somebody: Screen;
  let nobody: Screen;
  const seen: string[] = [];
  beforeAll(async () => {
    dashboard = await openDashboard();
    world = await buildHostileWorld(dashboard);
    [somebody, nobody] = [await watch(), await watch('')];
  }, 240_000);
  afterAll(() => dashboard.stop());

  /** Keeps in mind what pages must not do. */
  const watch = async (as?: string): Promise<Screen> => {
    const screen = await dashboard.open({ path: '/favicon.svg', ...(as === undefined ? {} : { as }) });
    screen.page.on('dialog', (dialog) => {
      seen.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    screen.page.on('request', (request) => {
      const url = request.url();
      if (new URL(url).origin !== dashboard.server.url && !url.startsWith('data:')) seen.push(url);
    });
    await screen.page.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective}`));
    });
    return screen;
  };
  const fill = (path: string) =>
    path.replaceAll(/:(\w+)\??/g, (_, name: string) => {
      const value = { ...ANYTHING, ...world.params }[name];
      if (value === undefined) throw new Error(`The hostile world has no ${name}: add it to hostile-world.ts.`);
      return encodeURIComponent(value);
    });

  test('the world is stored → in every field', () => {
    expect(Object.entries(world.stored).filter(([, count]) => count === 0)).toEqual([]);
  });

  test.each([...ROUTES.map(({ path }) => path), ...MORE])(
    '%s → nothing runs, nothing foreign is asked for',
    async (path) => {
      const isPublic = ROUTES.some((route) => route.path === path.split('?')[0] && route.area === 'public');
      const { page, faults } = isPublic ? nobody : somebody;
      seen.length = 0;
      faults.length = 0;
      const answer = await page.goto(dashboard.server.url + fill(path));
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.waitForLoadState('networkidle');

      const policy = (await answer!.allHeaders())['content-security-policy'] ?? '';
      for (const part of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"])
        expect(policy.split('; ')).toContain(part);
      expect(policy).not.toContain('unsafe');
      expect(seen).toEqual([]);
      expect(faults).toEqual([]);
      expect(await page.evaluate(listMade)).toEqual([]);
    },
  );
});

/** Elements that only a text can have made. */
function listMade(): string[] {
  const foreign =
    '[onerror],[onload],[onfocus],iframe,base,animate,script:not([src]),[href^="javascript:" i],[src^="https://evil.example"],[href^="https://evil.example"],[href^="//"],img[src=x]';
  return [...document.querySelectorAll(foreign)].map((element) => element.outerHTML.slice(0, 200));
}
