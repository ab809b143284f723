import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../../../worker/testing/dashboard/screen.ts';

describe.runIf(chromiumProgram !== undefined)('history and usage of a feature in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
    const { clientKey } = dashboard.server.demo[0]!;
    const flag = `/api/__future__/environments/${clientKey}/features/${await idOf('welcome_message')}/`;
    await dashboard.call('PATCH', flag, {
      environment_default: { enabled: false, value: { type: 'string', value: 'Hello' } },
    });
    await count('welcome_message', 'flagsmith-js-sdk/9.0', 1_200, 0);
    await count('welcome_message', '', 34, 3);
  });
  afterAll(() => dashboard.stop());

  const idOf = async (name: string) => {
    const { rows } = await dashboard.server.db.query('select id from features where name = $1', [name]);
    return Number(rows[0].id);
  };
  const address = async (name: string, tab: string, index: 0 | 1 = 0) =>
    `${dashboard.environment(index)}/features/${await idOf(name)}/${tab}`;
  /** So many evaluations in Development, some days ago. */
  const count = async (name: string, agent: string, number: number, days: number) => {
    const { projectId, environmentId } = dashboard.server.demo[0]!;
    await dashboard.server.db.query(
      `insert into feature_evaluation_hours (project_id, environment_id, feature_id, block_start, user_agent, count)
       values ($1, $2, $3, date_trunc('hour', now()) - make_interval(days => $4), $5, $6)`,
      [projectId, environmentId, await idOf(name), days, agent, number],
    );
  };

  test('history: opened → who changed what, from what to what; no request for it before', async () => {
    const screen = await dashboard.open({ path: await address('welcome_message', 'value') });
    await screen.at('featureValue').waitFor();
    expect(screen.requests.filter((one) => one.includes('history'))).toEqual([]);
    await screen.page.getByRole('tab', { name: 'History' }).click();
    const entry = screen.at('history-entry').filter({ hasText: 'Flag updated (state, value)' });
    await entry.waitFor();
    await expect.poll(() => entry.textContent()).toContain('Ada Lovelace');
    await expect.poll(() => entry.textContent()).toContain('Welcome aboard! becomes Hello');
    await screen.check();

    // What is saved here shows here.
    await screen.page.getByRole('row').filter({ hasText: 'welcome_message' }).getByRole('switch').click();
    await screen.at('history-entry').filter({ hasText: 'Flag updated (state):' }).waitFor();
    await screen.close();
  });

  test('history: an environment with versions → its versions, the live one marked', async () => {
    const { clientKey } = dashboard.server.demo[1]!;
    await dashboard.call('POST', `/api/v1/environments/${clientKey}/enable-v2-versioning/`);
    const flag = `/api/__future__/environments/${clientKey}/features/${await idOf('page_size')}/`;
    await dashboard.call('PATCH', flag, { environment_default: { value: { type: 'integer', value: '48' } } });
    const screen = await dashboard.open({ path: await address('page_size', 'history', 1) });
    await screen.at('version').first().getByText('Live').waitFor();
    await expect.poll(() => screen.at('version').count()).toBeGreaterThan(1);
    const entry = screen.at('history-entry').filter({ hasText: 'Version published: page_size' }).first();
    await expect.poll(() => entry.textContent()).toContain('24 becomes 48');
    await screen.shoot('history-versions');
    await screen.check();
    await screen.close();
  });

  test('usage: evaluations → bars with the same as a table, by SDK; the period stands in the address', async () => {
    const screen = await dashboard.open({ path: await address('welcome_message', 'usage') });
    await screen.at('chart').waitFor();
    await expect.poll(() => screen.page.getByRole('tabpanel').textContent()).toContain('1,234 in 30 days');
    await expect.poll(() => screen.page.getByRole('table', { name: 'Evaluations' }).getByRole('row').count()).toBe(31);
    await screen.page.getByText('flagsmith-js-sdk/9.0').waitFor();
    await screen.check();
    await screen.page.getByLabel('Period').selectOption('24h');
    await screen.page.waitForURL(/period=24h/);
    await screen.page.getByText('1,200').first().waitFor();
    await expect.poll(() => screen.page.getByRole('table', { name: 'Evaluations' }).getByRole('row').count()).toBe(25);
    await screen.close();
  });

  test('usage: nobody asked → said; the server fails → said, with a way to try again', async () => {
    const screen = await dashboard.open({ path: await address('dark_mode', 'usage') });
    await screen.page.getByText('No evaluation in this period').waitFor();
    await screen.check();
    await screen.page.route('**/evaluation-data/**', (route) => route.fulfill({ status: 500, json: {} }));
    await screen.page.getByLabel('Period').selectOption('90d');
    await screen.page.getByText('The usage could not be loaded').waitFor();
    await screen.page.unroute('**/evaluation-data/**');
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.page.getByText('No evaluation in this period').waitFor();
    await screen.close();
  });

  test.each(LOOKS)('history, usage: $theme at $width px → no fault of access', async (look) => {
    const screen = await dashboard.open({ ...look, path: await address('welcome_message', 'history') });
    await screen.at('history-entry').first().waitFor();
    await screen.shoot('history');
    await screen.check();
    await screen.page.getByRole('tab', { name: 'Usage' }).click();
    await screen.at('chart').waitFor();
    await screen.shoot('usage');
    await screen.check();
    await screen.close();
  });
});
