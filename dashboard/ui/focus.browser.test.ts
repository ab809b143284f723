import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDashboard, type Dashboard } from '../../worker/testing/dashboard/dashboard.ts';
import { chromiumProgram } from '../../worker/testing/fixtures/chromium.ts';

describe.runIf(chromiumProgram !== undefined)('where the focus stays', () => {
  let dashboard: Dashboard;
  let project: string;
  beforeAll(async () => {
    dashboard = await openDashboard();
    const empty = { name: 'Empty', organisation: dashboard.server.demo[0]?.organisationId };
    project = `/project/${(await dashboard.call<{ id: number }>('POST', '/api/v1/projects/', empty)).id}`;
    await dashboard.call('POST', '/api/v1/environments/', { name: 'First', project: Number(project.slice(9)) });
  });
  afterAll(() => dashboard.stop());

  test('a button that has done its work and has nothing more to do → keeps the focus', async () => {
    const { page, at, close } = await dashboard.open({ path: '/account' });
    await at('first-name').fill('Marie');
    await at('save-names').press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    await expect.poll(() => at('save-names').getAttribute('aria-disabled')).toBe('true');
    expect(await at('save-names').evaluate((button) => button === document.activeElement)).toBe(true);
    await close();
  });

  test('the first of a list is made where there was none → the focus is on the heading, not lost', async () => {
    const { page, at, close } = await dashboard.open({ path: `${project}/settings?tab=tags` });
    await at('create-tag').first().press('Enter');
    await page.keyboard.type('beta');
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.getByText('No tag yet').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await close();
  });

  test('a list that is still to come → its button comes with it, and nothing takes the focus from it', async () => {
    const organisation = `/organisation/${dashboard.server.demo[0]?.organisationId}`;
    const screen = await dashboard.open({ path: '/organisations' });
    const { page, at } = screen;
    for (const [path, answer, button] of [
      [`${organisation}/groups`, 'groups', 'create-group'],
      [`${organisation}/groups`, 'my-permissions', 'create-group'],
      [`${organisation}/roles`, 'roles', 'create-role'],
      [`${organisation}/api-keys`, 'master-api-keys', 'create-api-key'],
      [`${organisation}/webhooks`, 'webhooks', 'create-webhook'],
      [`${project}/segments`, 'segments', 'show-create-segment-btn'],
      [`${dashboard.environment(0)}/identities`, 'identities', 'create-identity-btn'],
      [`${dashboard.environment(0)}/sdk-keys`, 'api-keys', 'create-server-key'],
    ] as const) {
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      let isAsked = false;
      const hold = async (route: { continue: () => Promise<void> }) => {
        isAsked = true;
        await held;
        await route.continue();
      };
      await page.route(({ pathname }) => pathname.startsWith('/api/v1/') && pathname.endsWith(`/${answer}/`), hold);
      await page.goto(dashboard.server.url + path);
      await page.locator('main .skeleton').last().waitFor();
      await expect.poll(() => isAsked, { message: path }).toBe(true);
      expect(await at(button).count(), path).toBe(0);
      release();
      await at(button).press('Enter');
      await page.locator('dialog, [data-test="segmentID"]').first().waitFor();
      await page.unrouteAll({ behavior: 'wait' });
    }
    await screen.close();
  });
});
