import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../../../worker/testing/dashboard/screen.ts';

describe.runIf(chromiumProgram !== undefined)('settings of a feature in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const read = async (name: string) => {
    const { rows } = await dashboard.server.db.query('select * from features where name = $1', [name]);
    return rows[0] as { id: number; description: string | null; is_archived: boolean; is_server_key_only: boolean };
  };
  const settings = async (name: string) => `${dashboard.environment(0)}/features/${(await read(name)).id}/settings`;

  test('settings: description typed → kept across tabs, saved, undone', async () => {
    const screen = await dashboard.open({ path: await settings('page_size') });
    await screen.at('featureDesc').fill('Rows on a page');
    await screen.page.getByRole('tab', { name: 'Value' }).click();
    await screen.page.getByRole('tab', { name: 'Settings not saved' }).click();
    await expect.poll(() => screen.at('featureDesc').inputValue()).toBe('Rows on a page');
    await screen.at('save-description').click();
    await screen.page.getByText('Saved the description of page_size').waitFor();
    expect((await read('page_size')).description).toBe('Rows on a page');
    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await read('page_size')).description).toBe('Articles on one page');
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('settings: server-side only and archived → stored at once; Undo takes it back', async () => {
    const screen = await dashboard.open({ path: await settings('new_search') });
    await screen.at('server-only').click();
    await screen.page.getByText('new_search is for servers only').waitFor();
    expect((await read('new_search')).is_server_key_only).toBe(true);
    await screen.at('archived').click();
    await screen.page.getByText('Archived new_search').waitFor();
    expect((await read('new_search')).is_archived).toBe(true);
    await screen.page.getByRole('row').filter({ hasText: 'new_search' }).waitFor({ state: 'detached' });
    await screen.page.getByRole('button', { name: 'Undo' }).last().click();
    await screen.page.getByRole('row').filter({ hasText: 'new_search' }).waitFor();
    expect((await read('new_search')).is_archived).toBe(false);
    await screen.close();
  });

  test('settings: a new tag → of the project and on the feature; owners come and go', async () => {
    const screen = await dashboard.open({ path: await settings('theme') });
    const { page } = screen;
    await page.getByRole('button', { name: 'New tag' }).click();
    await screen.at('tag-label').fill('frontend');
    await screen.at('create-tag').click();
    await screen.at('new-tag').getByText('has this label already').waitFor();
    await screen.check();
    await screen.at('tag-label').fill('brand');
    await screen.at('create-tag').click();
    await page.getByText('Tags changed').waitFor();
    await page.getByRole('row').filter({ hasText: 'theme' }).getByText('brand').waitFor();

    await screen.at('owner-picker').click();
    await page.getByRole('option').filter({ hasText: dashboard.admin.email }).click();
    await page.getByRole('list', { name: 'Owners' }).getByRole('listitem').waitFor();
    await page.getByText('owns theme').waitFor();
    await screen.check();
    const remove = page.getByRole('list', { name: 'Owners' }).getByRole('button');
    await remove.click();
    await page.getByText('no longer owns theme').waitFor();
    await page.getByText('Nobody owns it.').waitFor();
    await screen.close();
  });

  test('settings: deleted by name → gone, the list stays; a protecting tag → refused, and why', async () => {
    const { projectId } = dashboard.server.demo[0]!;
    await dashboard.call('POST', `/api/v1/projects/${projectId}/features/`, { name: 'gone_soon' });
    const screen = await dashboard.open({ path: await settings('maintenance_mode') });
    await expect.poll(() => screen.at('delete-feature').getAttribute('aria-disabled')).toBe('true');
    await screen.at('delete-feature').hover();
    await screen.page.getByText('The tag operations protects it.').waitFor();

    await screen.page.getByRole('link', { name: 'gone_soon' }).click();
    await screen.page.getByRole('tab', { name: 'Settings' }).click();
    await screen.at('delete-feature').click();
    await screen.page.getByLabel('Type gone_soon to confirm').fill('gone_soon');
    await screen.at('confirm-btn').click();
    await screen.page.getByText('Deleted gone_soon').waitFor();
    await screen.at('feature-drawer').waitFor({ state: 'detached' });
    await screen.page.getByRole('link', { name: 'gone_soon' }).waitFor({ state: 'detached' });
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('settings: the server refuses → said, the switch goes back', async () => {
    const screen = await dashboard.open({ path: await settings('theme') });
    await screen.at('server-only').waitFor();
    await screen.page.route('**/projects/*/features/*/', (route) =>
      route.fulfill({ status: 403, json: { detail: 'Not you.' } }),
    );
    await screen.at('server-only').click();
    await screen.page.getByText('theme was not changed: Not you.').waitFor();
    await expect.poll(() => screen.at('server-only').getAttribute('aria-checked')).toBe('false');
    await screen.close();
  });

  test.each(LOOKS)('settings: $theme at $width px → no fault of access', async (look) => {
    const screen = await dashboard.open({ ...look, path: await settings('checkout_button') });
    await screen.at('server-only').waitFor();
    await screen.shoot('settings');
    await screen.check();
    await screen.close();
  });
});
