import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';
import { createViewer } from '../../../worker/testing/dashboard/viewer.ts';

describe.runIf(chromiumProgram !== undefined)('usage in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const path = () => `/organisation/${dashboard.server.demo[0]?.organisationId}/usage`;
  /** As the buffer's statement leaves them: hours of a few days. */
  const count = async () => {
    for (const [index, demo] of dashboard.server.demo.entries()) {
      await dashboard.server.db.query(
        `insert into api_usage_hours (environment_id, organisation_id, block_start, resource, count)
         select $1, $2, date_trunc('hour', now(), 'UTC') - make_interval(hours => n * 5), r, (n % 7 + 1) * r * $3::int
         from generate_series(0, 60) n, generate_series(1, 4) r`,
        [demo.environmentId, demo.organisationId, (index + 1) * 100],
      );
    }
  };

  test('usage: none yet → when there will be some; who is no administrator → why they see none', async () => {
    const screen = await dashboard.open({ path: path() });
    await screen.page.getByText('No request in this time').waitFor();
    await screen.check();
    await screen.close();
    const member = await createViewer(dashboard, []);
    const other = await dashboard.open({ path: path(), as: member.authorization });
    await other.page.getByText('alone see its usage').waitFor();
    await other.close();
  });

  test('usage: of all, of one kind, of one environment, by keyboard → figures and chart agree', async () => {
    await count();
    const screen = await dashboard.open({ path: path() });
    const { page } = screen;
    const figure = async (name: string) =>
      Number((await screen.at(`usage-${name}`).locator('.figure').textContent())?.replaceAll(/\D/g, ''));
    const charted = async () =>
      (await screen.at('chart').locator('td').allTextContents()).reduce((sum, text) => sum + Number(text), 0);
    await screen.at('usage-all').waitFor();
    const all = await figure('all');
    expect(all).toBe(717_000);
    expect(await charted()).toBe(all);
    await screen.at('usage-traits').focus();
    await page.keyboard.press('Enter');
    await expect.poll(charted).toBe(215_100);
    expect(await figure('traits')).toBe(215_100);
    await screen.at('usage-project').selectOption(String(dashboard.server.demo[0]?.projectId));
    await screen.at('usage-environment').selectOption({ label: 'Development' });
    await expect.poll(() => figure('all')).toBeLessThan(all);
    await screen.at('usage-period').selectOption('24h');
    await expect.poll(() => screen.at('chart').locator('td').count()).toBe(24);
    expect(page.url()).toMatch(/resource=traits.*period=24h/);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test.each(LOOKS)('usage: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const screen = await dashboard.open({ ...look, path: path() });
    await screen.at('chart').waitFor();
    await screen.shoot('usage');
    await screen.check();
    await screen.close();
  });
});
