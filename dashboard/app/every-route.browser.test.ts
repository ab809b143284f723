import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDashboard, type Dashboard } from '../../worker/testing/dashboard/dashboard.ts';
import type { Screen } from '../../worker/testing/dashboard/screen.ts';
import { chromiumProgram } from '../../worker/testing/fixtures/chromium.ts';
import { ROUTES, type Route } from './routes.ts';

type Scope = 'organisation' | 'project' | 'environment';

describe.runIf(chromiumProgram !== undefined)('every route in Chromium', () => {
  let dashboard: Dashboard;
  /** Something there is for each parameter of a route, where it depends on the scope by scope. */
  let samples: Record<string, string | number | Record<Scope, string | number>>;
  beforeAll(async () => {
    dashboard = await openDashboard();
    samples = await createSamples();
  }, 60_000);
  afterAll(() => dashboard.stop());

  async function createSamples(): Promise<typeof samples> {
    const { organisationId: oid = 0, projectId: pid = 0, clientKey: env = '' } = dashboard.server.demo[0] ?? {};
    const organisation = `/api/v1/organisations/${oid}`;
    const environment = `/api/v1/environments/${env}`;
    const create = async (path: string, body: object) => (await dashboard.call<{ id: number }>('POST', path, body)).id;
    const first = async (path: string) =>
      (await dashboard.call<{ results: { id: number }[] }>('GET', path)).results[0]?.id ?? 0;
    const hook = { url: 'https://hooks.example.com/flags', enabled: false };
    const grafana = { base_url: 'https://grafana.example.com', api_key: 'hush' };
    return {
      oid,
      pid,
      env,
      fid: await first(`/api/v1/projects/${pid}/features/`),
      sid: await first(`/api/v1/projects/${pid}/segments/`),
      gid: await create(`${organisation}/groups/`, { name: 'Web team' }),
      rid: await create(`${organisation}/roles/`, { name: 'Release manager' }),
      id: await first(`${environment}/identities/`),
      wid: {
        organisation: await create(`${organisation}/webhooks/`, hook),
        project: 0,
        environment: await create(`${environment}/webhooks/`, hook),
      },
      iid: {
        organisation: await create(`${organisation}/integrations/grafana/`, grafana),
        project: await create(`/api/v1/projects/${pid}/integrations/grafana/`, grafana),
        environment: await create(`${environment}/integrations/grafana/`, grafana),
      },
      kind: 'grafana',
      what: 'features',
      tab: '',
      uid: 'MQ',
      token: 'a-token',
      hash: 'an-invitation',
    };
  }

  function addressOf({ path, area }: Route): string {
    if (path.includes('/access/:kind'))
      return `/organisation/${dashboard.server.demo[0]?.organisationId}/access/user/${dashboard.admin.id}`;
    return path.replace(/\/:(\w+)(\??)/g, (_, name: string) => {
      const sample = samples[name];
      const value = typeof sample === 'object' ? sample[area as Scope] : sample;
      if (value === undefined || value === 0) throw new Error(`${path}: nothing to show for ${name}`);
      return value === '' ? '' : `/${value}`;
    });
  }

  const areas = [...new Set(ROUTES.map(({ area }) => area))];
  test.each(areas)(
    'routes of the area %s → no fault of access in either theme, nothing wider on a desk or a phone',
    async (area) => {
      const isPublic = area === 'public';
      const screen = await dashboard.open(isPublic ? { as: '', path: '/login' } : { path: '/organisations' });
      for (const route of ROUTES.filter((one) => one.area === area)) {
        await screen.page.goto(dashboard.server.url + addressOf(route));
        await settle(screen);
        expect(await screen.page.getByText('There is no such page').count(), route.path).toBe(0);
        for (const [colorScheme, width] of [
          ['light', 1440],
          ['dark', 390],
        ] as const) {
          await screen.page.emulateMedia({ colorScheme });
          await screen.page.setViewportSize({ width, height: 900 });
          await screen.check().catch((error: unknown) => {
            throw new Error(`${route.path}, ${colorScheme} at ${width} px`, { cause: error });
          });
        }
        await screen.page.setViewportSize({ width: 1440, height: 900 });
        await screen.page.emulateMedia({ colorScheme: 'light' });
      }
      await screen.close();
    },
    180_000,
  );
});

async function settle({ page }: Screen): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
}
