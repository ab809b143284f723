import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { createMember } from '../../../worker/testing/management/people.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';

describe.runIf(chromiumProgram !== undefined)('the first steps in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const path = () => `${dashboard.environment(0)}/getting-started`;

  test('first steps: none has asked → it waits; an application asks → it notices by itself', async () => {
    const screen = await dashboard.open({ path: '/getting-started' });
    const { page } = screen;
    await page.waitForURL((url) => url.pathname === path());
    await screen.at('step-request').getByText('Waiting for the application').waitFor();
    await screen.at('step-feature').getByText('is there').waitFor();
    await screen.check();
    const key = dashboard.server.demo[0]?.clientKey ?? '';
    const answer = await fetch(`${dashboard.server.url}/api/v1/flags/`, {
      headers: { 'x-environment-key': key, 'flagsmith-sdk-user-agent': 'flagsmith-python-sdk/9.9.9' },
    });
    expect(answer.status).toBe(200);
    await screen.at('step-request').getByText('flagsmith-python-sdk').waitFor({ timeout: 30_000 });
    await expect.poll(() => screen.at('step-sdk').getAttribute('data-done')).toBe('true');
    await screen.close();
  });

  test('first steps: another SDK, by keyboard → its code with the key and a real feature, copied', async () => {
    const screen = await dashboard.open({ path: path() });
    const { page } = screen;
    await screen.at('sdk').selectOption('python');
    await screen.at('step-feature').getByText('is there').waitFor();
    await screen.at('copy-snippet').focus();
    await page.keyboard.press('Enter');
    const code = await page.evaluate(() => navigator.clipboard.readText());
    const feature = await screen.at('step-feature').locator('code').textContent();
    expect(code).toContain(`is_feature_enabled("${feature}")`);
    expect(code).toContain(dashboard.server.demo[0]?.clientKey);
    expect(page.url()).toContain('sdk=python');
    await screen.close();
  });

  test('first steps: no project → what is missing', async () => {
    const { rows } = await dashboard.server.db.query<{ id: number }>(
      `insert into organisations (name) values ('Empty') returning id`,
    );
    const member = await createMember(dashboard.server.db, rows[0]?.id ?? 0, 'ADMIN');
    const screen = await dashboard.open({ path: '/getting-started', as: member.authorization });
    await screen.page.getByRole('link', { name: 'Create a project' }).waitFor();
    await screen.check();
    await screen.close();
  });

  test.each(LOOKS)('first steps: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const screen = await dashboard.open({ ...look, path: `${path()}?sdk=react` });
    await screen.at('step-feature').getByText('is there').waitFor();
    await screen.shoot('getting-started');
    await screen.check();
    await screen.close();
  });
});
