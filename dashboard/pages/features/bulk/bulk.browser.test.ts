import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../../worker/testing/dashboard/screen.ts';

describe.runIf(chromiumProgram !== undefined)('many features at once in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const features = (index: 0 | 1 = 0) => `${dashboard.environment(index)}/features`;
  const read = async (column: string) => {
    const { rows } = await dashboard.server.db.query(
      `select f.name, ${column} as it from features f where f.deleted_at is null order by f.name`,
    );
    return Object.fromEntries((rows as { name: string; it: unknown }[]).map(({ name, it }) => [name, it]));
  };
  const choose = async (screen: Awaited<ReturnType<Dashboard['open']>>, ...names: string[]) => {
    for (const name of names) await screen.page.getByLabel(`Select ${name}`, { exact: true }).check();
  };

  test('bulk: tagged, archived → all of them, and undone together', async () => {
    const screen = await dashboard.open({ path: features() });
    const { page } = screen;
    await choose(screen, 'theme', 'page_size', 'dark_mode');
    await screen.at('bulk-bar').getByText('3 features selected').waitFor();
    await page.getByRole('button', { name: 'Tags of the selected features' }).click();
    await page.getByRole('menuitem', { name: 'Add checkout' }).click();
    await page.getByText('3 features tagged').waitFor();
    const count = '(select count(*)::int from feature_tags t where t.feature_id = f.id)';
    expect(await read(count)).toMatchObject({ theme: 2, page_size: 2, dark_mode: 2, new_search: 1 });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('3 features: undone').waitFor();
    expect(await read(count)).toMatchObject({ theme: 1, page_size: 1, dark_mode: 1 });

    await choose(screen, 'theme', 'page_size');
    await page.getByRole('button', { name: 'Archive', exact: true }).click();
    await page.getByText('2 features archived').waitFor();
    await page.getByRole('link', { name: 'theme' }).waitFor({ state: 'detached' });
    expect(await read('f.is_archived')).toMatchObject({ theme: true, page_size: true, dark_mode: false });
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByRole('link', { name: 'theme' }).waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('bulk: turned on in Production → asked first; those that are on already are left alone', async () => {
    const screen = await dashboard.open({ path: features(1) });
    await choose(screen, 'dark_mode', 'new_search', 'theme');
    await screen.at('bulk-bar').getByRole('button', { name: 'Turn on' }).click();
    await screen.at('confirm').getByText('Turn 3 features on?').waitFor();
    await screen.check();
    await screen.at('confirm-btn').click();
    await screen.page.getByText('2 features turned on in Production').waitFor();
    expect(screen.requests.filter((one) => one.startsWith('PATCH'))).toHaveLength(2);
    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await screen.page.getByText('2 features: undone').waitFor();
    await screen.close();
  });

  test('bulk: one of two refused → the other is done, the refused one named', async () => {
    const screen = await dashboard.open({ path: features() });
    await choose(screen, 'dark_mode', 'new_search');
    const id = (await read('f.id'))['new_search'];
    await screen.page.route(`**/api/__future__/**/features/${String(id)}/`, (route) =>
      route.fulfill({ status: 403, json: { detail: 'Not you.' } }),
    );
    await screen.at('bulk-bar').getByRole('button', { name: 'Turn on' }).click();
    await screen.page.getByText('Not done for new_search: Not you.').waitFor();
    await screen.page.getByText('1 feature turned on in Development').waitFor();
    await screen.close();
  });

  test('bulk: deleted → after the number was typed; with a protected one → refused, and why', async () => {
    const { projectId } = dashboard.server.demo[0]!;
    for (const name of ['old_a', 'old_b']) {
      await dashboard.call('POST', `/api/v1/projects/${projectId}/features/`, { name });
    }
    const screen = await dashboard.open({ path: features() });
    await choose(screen, 'old_a', 'old_b', 'maintenance_mode');
    const remove = screen.at('bulk-bar').getByRole('button', { name: 'Delete' });
    await expect.poll(() => remove.getAttribute('aria-disabled')).toBe('true');
    await screen.page.getByLabel('Select maintenance_mode').uncheck();
    await remove.click();
    await screen.page.getByLabel('Type 2 features to confirm').fill('2 features');
    await screen.at('confirm-btn').click();
    await screen.page.getByText('2 features deleted').waitFor();
    expect(Object.keys(await read('f.id'))).not.toContain('old_a');
    await screen.at('bulk-bar').waitFor({ state: 'detached' });
    await screen.close();
  });

  test('list: compact → lower rows, also after a reload', async () => {
    const screen = await dashboard.open({ path: features() });
    const height = async () => (await screen.at('feature-item-1').boundingBox())?.height ?? 0;
    await screen.at('feature-item-1').waitFor();
    const before = await height();
    await screen.at('density').click();
    await expect.poll(height).toBeLessThan(before);
    await screen.page.reload();
    await screen.at('feature-item-1').waitFor();
    expect(await height()).toBeLessThan(before);
    await screen.check();
    await screen.close();
  });

  test.each(LOOKS)('bulk: $theme at $width px → no fault of access', async (look) => {
    const screen = await dashboard.open({ ...look, path: features() });
    await choose(screen, 'checkout_button', 'page_size');
    await screen.at('bulk-bar').waitFor();
    await screen.shoot('bulk');
    await screen.check();
    await screen.close();
  });
});
