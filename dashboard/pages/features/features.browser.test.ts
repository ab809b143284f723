import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';

describe.runIf(chromiumProgram !== undefined)('features in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const features = (index: 0 | 1, rest = '') => `${dashboard.environment(index)}/features${rest}`;
  const readState = async (name: string, index: 0 | 1) => {
    const { rows } = await dashboard.server.db.query(
      `select s.enabled, v.string_value from feature_states s join features f on f.id = s.feature_id
       join feature_state_values v on v.feature_state_id = s.id
       where f.name = $1 and s.environment_id = $2 and s.feature_segment_id is null and s.identity_id is null
       order by s.version desc nulls last limit 1`,
      [name, dashboard.server.demo[index]?.environmentId],
    );
    return rows[0] as { enabled: boolean; string_value: string | null };
  };
  const idOf = async (name: string) => {
    const { rows } = await dashboard.server.db.query('select id from features where name = $1', [name]);
    return Number(rows[0].id);
  };
  const rowOf = ({ page }: Screen, name: string) => page.getByRole('row').filter({ hasText: name });
  const switchOf = (screen: Screen, name: string) => rowOf(screen, name).getByRole('switch');
  /** Waits until the switch says so. */
  const seeSwitch = (screen: Screen, name: string, isOn: boolean) =>
    rowOf(screen, name).locator(`[role=switch][aria-checked=${isOn}]:not([aria-busy=true])`).waitFor();

  test('features: opened cold → the list, with two requests to the API', async () => {
    const screen = await dashboard.open({ path: features(0) });
    await rowOf(screen, 'checkout_button').waitFor();

    expect(screen.requests).toHaveLength(2);
    expect(await screen.page.title()).toBe('Features · Halyard');
    await expect.poll(() => rowOf(screen, 'page_size').textContent()).toContain('24');
    await screen.close();
  });

  test('features: toggled in Development → at once, stored, and undone from the toast', async () => {
    const screen = await dashboard.open({ path: features(0) });
    await switchOf(screen, 'dark_mode').click();

    await screen.page.getByText('dark_mode is on in Development').waitFor();
    expect((await readState('dark_mode', 0)).enabled).toBe(true);
    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await screen.page.getByText('dark_mode is off in Development').waitFor();
    expect((await readState('dark_mode', 0)).enabled).toBe(false);
    await seeSwitch(screen, 'dark_mode', false);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('features: toggled in Production → a question first; Cancel changes nothing', async () => {
    const screen = await dashboard.open({ path: features(1) });
    await switchOf(screen, 'dark_mode').click();
    await screen.at('confirm').waitFor();
    await screen.check();
    await screen.shoot('confirm');
    await screen.page.getByRole('button', { name: 'Cancel' }).click();
    expect((await readState('dark_mode', 1)).enabled).toBe(false);

    await switchOf(screen, 'dark_mode').click();
    await screen.at('confirm-btn').click();
    await screen.page.getByText('dark_mode is on in Production').waitFor();
    expect((await readState('dark_mode', 1)).enabled).toBe(true);
    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await seeSwitch(screen, 'dark_mode', false);
    await screen.close();
  });

  test('features: the server refuses a toggle → the switch goes back, and why is said', async () => {
    const screen = await dashboard.open({ path: features(0) });
    await rowOf(screen, 'dark_mode').waitFor();
    await screen.page.route('**/api/__future__/**', (route) =>
      route.fulfill({ status: 409, json: { detail: 'Not now.' } }),
    );
    await switchOf(screen, 'dark_mode').click();

    await screen.page.getByText('dark_mode was not switched: Not now.').waitFor();
    await seeSwitch(screen, 'dark_mode', false);
    await screen.close();
  });

  test('features: filters → kept in the address, which shows the same again', async () => {
    const screen = await dashboard.open({ path: features(0) });
    await screen.page.getByLabel('Search features').fill('page');
    await screen.page.waitForURL(/q=page/);
    await expect.poll(() => screen.page.getByRole('row').count()).toBe(2);

    await screen.page.getByRole('button', { name: 'Clear all' }).click();
    await screen.page.getByLabel('State', { exact: true }).selectOption('off');
    await screen.page.waitForURL(/state=off/);
    await rowOf(screen, 'checkout_button').waitFor({ state: 'detached' });
    await screen.page.getByRole('combobox', { name: 'Filter by tag' }).fill('front');
    await screen.page.keyboard.press('Enter');
    await screen.page.waitForURL(/tags=\d+/);
    await screen.page.reload();
    await rowOf(screen, 'dark_mode').waitFor();
    expect(await rowOf(screen, 'checkout_button').count()).toBe(0);
    await screen.page.getByLabel('Search features').fill('nothing like it');
    await screen.page.getByText('No feature fits').waitFor();
    await screen.check();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('features: filtered by an owner and a group → theirs alone; nobody is asked for before', async () => {
    const { organisationId, projectId } = dashboard.server.demo[0]!;
    const path = `/api/v1/projects/${projectId}/features`;
    await dashboard.call('POST', `${path}/${await idOf('theme')}/add-owners/`, { user_ids: [dashboard.admin.id] });
    const groups = `/api/v1/organisations/${organisationId}/groups/`;
    const group = await dashboard.call<{ id: number }>('POST', groups, { name: 'Search team' });
    await dashboard.call('POST', `${path}/${await idOf('new_search')}/add-group-owners/`, { group_ids: [group.id] });
    const screen = await dashboard.open({ path: features(0) });
    await rowOf(screen, 'dark_mode').waitFor();
    expect(screen.requests.filter((one) => one.includes('/organisations/'))).toEqual([]);

    const owner = screen.page.getByRole('combobox', { name: 'Filter by owner' });
    await owner.fill('ada');
    await screen.page.getByRole('option', { name: 'Ada' }).first().waitFor();
    await screen.page.keyboard.press('Enter');
    await screen.page.waitForURL(/[?&]owners=\d+/);
    await rowOf(screen, 'dark_mode').waitFor({ state: 'detached' });
    await rowOf(screen, 'theme').waitFor();
    await screen.page.getByRole('button', { name: 'Remove Ada Lovelace' }).click();
    await rowOf(screen, 'dark_mode').waitFor();

    await owner.fill('search');
    await screen.page.getByRole('option', { name: 'Search team' }).waitFor();
    await screen.page.keyboard.press('Enter');
    await screen.page.waitForURL(/group_owners=\d+/);
    await screen.page.reload();
    await rowOf(screen, 'new_search').waitFor();
    await screen.page.getByRole('button', { name: 'Remove Search team' }).waitFor();
    await expect.poll(() => screen.page.getByRole('row').count()).toBe(2);
    await screen.shoot('owner-filter');
    await screen.check();
    await screen.close();
  });

  test('features: created → opens with its value; a taken name is said at the field', async () => {
    const screen = await dashboard.open({ path: features(0) });
    await screen.at('show-create-feature-btn').click();
    await screen.at('featureID').fill('dark_mode');
    await screen.at('create-feature-btn').click();
    await screen.page.locator('.field-error').first().waitFor();
    await expect.poll(() => screen.at('featureID').getAttribute('aria-invalid')).toBe('true');
    await screen.check();
    await screen.shoot('create-refused');

    await screen.at('featureID').fill('beta_banner');
    await screen.at('featureValue').fill('{"a": 1}');
    await screen.at('create-feature-btn').click();
    await screen.at('feature-drawer').waitFor();
    await expect.poll(() => screen.at('featureValue').inputValue()).toBe('{"a": 1}');
    expect(await screen.page.title()).toBe('beta_banner · Halyard');
    await rowOf(screen, 'beta_banner').waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('feature: value changed → diff, one save, and undone', async () => {
    const screen = await dashboard.open({ path: features(1, `/${await idOf('welcome_message')}`) });
    await screen.at('featureValue').fill('Hello <b>there</b>');
    await screen.at('diff').waitFor();
    await expect.poll(() => screen.at('diff').textContent()).toContain('Hello <b>there</b>');
    await screen.shoot('diff');
    await screen.check();
    const before = screen.requests.length;
    await screen.at('update-feature-btn').click();

    await screen.page.getByText('Saved welcome_message in Production').waitFor();
    expect(await readState('welcome_message', 1)).toMatchObject({ string_value: 'Hello <b>there</b>' });
    expect(screen.requests.slice(before).filter((one) => !one.startsWith('GET'))).toHaveLength(1);
    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await screen.page.getByText('is as it was before').waitFor();
    expect(await readState('welcome_message', 1)).toMatchObject({ string_value: 'Welcome aboard!' });
    await expect.poll(() => screen.at('featureValue').inputValue()).toBe('Welcome aboard!');
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('feature: a draft → still there after the drawer was closed, gone when discarded', async () => {
    const screen = await dashboard.open({ path: features(0, `/${await idOf('welcome_message')}`) });
    await screen.at('featureValue').fill('draft');
    await screen.at('close-drawer').click();
    await rowOf(screen, 'welcome_message').getByRole('link').click();
    await expect.poll(() => screen.at('featureValue').inputValue()).toBe('draft');
    await screen.page.getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => screen.at('featureValue').inputValue()).toBe('Welcome aboard!');
    await screen.close();
  });

  test('feature: a number that is none → said beside it, nothing can be saved', async () => {
    const screen = await dashboard.open({ path: features(0, `/${await idOf('page_size')}`) });
    await screen.at('featureValue').fill('99999999999');
    await screen.page.getByText('Enter a whole number between').waitFor();
    await expect.poll(() => screen.at('update-feature-btn').getAttribute('aria-disabled')).toBe('true');
    await screen.close();
  });

  test('feature: one that is not there → said so, the list stays', async () => {
    const screen = await dashboard.open({ path: features(0, '/2000000000') });
    await screen.page.getByText('This feature is not here').waitFor();
    await rowOf(screen, 'dark_mode').waitFor();
    await screen.close();
  });

  test('feature: deleted → after its name was typed', async () => {
    const { projectId } = dashboard.server.demo[0]!;
    await dashboard.call('POST', `/api/v1/projects/${projectId}/features/`, { name: 'old_thing' });
    const screen = await dashboard.open({ path: features(0) });
    await rowOf(screen, 'old_thing').getByRole('button', { name: 'More about old_thing' }).click();
    await screen.page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.poll(() => screen.at('confirm-btn').getAttribute('aria-disabled')).toBe('true');
    await screen.page.keyboard.press('Enter');
    await expect.poll(() => screen.at('confirm').isVisible()).toBe(true);
    await screen.page.getByLabel('Type old_thing to confirm').fill('old_thing');
    await screen.at('confirm-btn').click();
    await rowOf(screen, 'old_thing').waitFor({ state: 'detached' });
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('features by keyboard: j to a row, Enter opens, value changed and saved, t toggles, e next environment', async () => {
    const screen = await dashboard.open({ path: features(0) });
    const { page } = screen;
    await rowOf(screen, 'welcome_message').waitFor();
    const names = await page.getByRole('row').getByRole('link').allTextContents();
    for (let step = 0; step <= names.indexOf('welcome_message'); step += 1) await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await screen.at('feature-drawer').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('welcome_message');
    await screen.at('featureValue').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('By keys');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Saved welcome_message in Development').waitFor();
    expect((await readState('welcome_message', 0)).string_value).toBe('By keys');
    await page.keyboard.press('Escape');
    await screen.at('feature-drawer').waitFor({ state: 'detached' });

    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('j');
    await page.keyboard.press('t');
    await page.getByText(`${names[0]} is o`).waitFor();
    await page.keyboard.press('e');
    await page.waitForURL(new RegExp(features(1)));
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await screen.check();
    await screen.close();
  });

  test('features: a member without permissions → sees, and is told what is missing', async () => {
    const { organisationId, projectId, environmentId } = dashboard.server.demo[0]!;
    const { createMember } = await import('../../../worker/testing/management/people.ts');
    const member = await createMember(dashboard.server.db, organisationId, 'USER');
    await dashboard.server.db.query(
      `insert into user_project_permissions (user_id, project_id, organisation_id, permissions) values ($1, $2, $3, '{VIEW_PROJECT}')`,
      [member.id, projectId, organisationId],
    );
    await dashboard.server.db.query(
      `insert into user_environment_permissions (user_id, environment_id, organisation_id, permissions) values ($1, $2, $3, '{VIEW_ENVIRONMENT}')`,
      [member.id, environmentId, organisationId],
    );
    const screen = await dashboard.open({ path: features(0), as: member.authorization });
    await rowOf(screen, 'dark_mode').waitFor();
    await expect.poll(() => switchOf(screen, 'dark_mode').getAttribute('aria-disabled')).toBe('true');
    await expect.poll(() => switchOf(screen, 'dark_mode').getAttribute('title')).toContain('UPDATE_FEATURE_STATE');
    await expect.poll(() => screen.at('show-create-feature-btn').getAttribute('aria-disabled')).toBe('true');
    await screen.page.goto(dashboard.server.url + features(1));
    await screen.page.getByText('This environment is not here').waitFor();
    await screen.check();
    await screen.close();
  });

  test.each(LOOKS)(
    'features: $theme at $width px → no fault of access, nothing wider than the screen',
    async (look) => {
      const screen = await dashboard.open({ ...look, path: features(1) });
      await rowOf(screen, 'checkout_button').waitFor();
      await screen.shoot('features');
      await screen.check();
      await screen.page.goto(dashboard.server.url + features(0, `/${await idOf('theme')}`));
      await screen.at('featureValue').waitFor();
      await screen.shoot('drawer');
      await screen.check();
      await screen.page.goto(dashboard.server.url + features(0, '/create'));
      await screen.at('featureID').waitFor();
      await screen.shoot('create');
      await screen.check();
      await screen.close();
    },
  );
});
