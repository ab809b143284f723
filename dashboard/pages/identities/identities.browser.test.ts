import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { createViewer } from '../../../worker/testing/dashboard/viewer.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';

describe.runIf(chromiumProgram !== undefined)('identities in Chromium', () => {
  let dashboard: Dashboard;
  let key: string;
  beforeAll(async () => {
    dashboard = await openDashboard();
    key = dashboard.server.demo[0]!.clientKey;
  });
  afterAll(() => dashboard.stop());

  const base = () => `${dashboard.environment(0)}/identities`;
  const api = (rest = '') => `/api/v1/environments/${key}/identities/${rest}`;
  const make = async (identifier: string, traits: Record<string, string | number> = {}) => {
    const { id } = await dashboard.call<{ id: number }>('POST', api(), { identifier });
    for (const [name, value] of Object.entries(traits)) {
      const typed = typeof value === 'number' ? { value_type: 'int', integer_value: value } : { string_value: value };
      await dashboard.call('POST', api(`${id}/traits/`), { trait_key: name, ...typed });
    }
    return id;
  };
  const rowOf = ({ page }: Screen, name: string) => page.getByRole('row').filter({ hasText: name });
  /** What the server answers an SDK. */
  const served = async (identifier: string) => {
    const url = `${dashboard.server.url}/api/v1/identities/?identifier=${encodeURIComponent(identifier)}`;
    const answer = await fetch(url, { headers: { 'x-environment-key': key } });
    const { flags } = (await answer.json()) as {
      flags: { feature: { name: string }; enabled: boolean; feature_state_value: string | number | boolean | null }[];
    };
    return new Map(flags.map((flag) => [flag.feature.name, flag]));
  };

  test('identities: the list with traits, searched by address; nobody fits → said so, cleared', async () => {
    await make('list-ada', { plan: 'pro', orders: 12 });
    const screen = await dashboard.open({ path: base() });
    await rowOf(screen, 'list-ada').waitFor();
    await expect.poll(() => rowOf(screen, 'list-ada').textContent()).toContain('plan: pro');
    expect(screen.requests).toHaveLength(2);
    await screen.page.getByLabel('Search identifiers').fill('nobody-like-this');
    await screen.page.getByText('No identity fits').waitFor();
    await screen.page.getByRole('button', { name: 'Clear the search' }).click();
    await rowOf(screen, 'list-ada').waitFor();
    await screen.check();
    await screen.close();
  });

  test('identity: created from the list → its page; a taken identifier → said beside the field, kept', async () => {
    await make('taken');
    const screen = await dashboard.open({ path: base() });
    await screen.at('create-identity-btn').click();
    await screen.at('identifier').fill('taken');
    await screen.at('save-identity-btn').click();
    await screen.at('create-identity').getByText('This identifier is known already.').waitFor();
    await expect.poll(() => screen.at('identifier').inputValue()).toBe('taken');
    await screen.at('identifier').fill('created-here');
    await screen.at('save-identity-btn').click();
    await screen.page.getByRole('heading', { name: 'created-here' }).waitFor();
    await screen.close();
  });

  test('identity: each flag as the server serves it, with the reason; traits decide segments', async () => {
    const id = await make('reasons', { plan: 'enterprise', orders: 50, email: 'a@example.com' });
    const screen = await dashboard.open({ path: `${base()}/${id}` });
    await screen.at('identity-flag-0').waitFor();
    const answers = await served('reasons');
    expect(answers.size).toBeGreaterThan(3);
    for (const [name, { enabled, feature_state_value: value }] of answers) {
      const row = screen.page.getByRole('row').filter({ has: screen.page.getByText(name, { exact: true }) });
      expect([name, await row.getByRole('switch').getAttribute('aria-checked')]).toEqual([name, String(enabled)]);
      await expect
        .poll(() => row.locator('[data-column=value]').textContent())
        .toContain(value === null ? '—' : String(value));
    }
    await expect.poll(() => screen.at('identity-flags').textContent()).toContain('Segment premium_customers');
    await screen.check();
    await screen.close();
  });

  test('identity: a switch → an override at once, which the server serves, undone from the toast', async () => {
    const id = await make('switched');
    const before = (await served('switched')).get('dark_mode')!.enabled;
    const screen = await dashboard.open({ path: `${base()}/${id}` });
    const row = rowOf(screen, 'dark_mode');
    await row.getByRole('switch').click();
    await screen.page.getByText('Saved dark_mode for switched').waitFor();
    await row.getByText('Override for this identity').waitFor();
    await expect.poll(async () => (await served('switched')).get('dark_mode')!.enabled).toBe(!before);
    await screen.page.getByText('Only overridden').click();
    await expect.poll(() => screen.page.getByRole('table', { name: 'Flags' }).locator('tbody tr').count()).toBe(1);
    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await screen.page.getByText('Undone').waitFor();
    await screen.page.getByText('No flag fits').waitFor();
    await expect.poll(async () => (await served('switched')).get('dark_mode')!.enabled).toBe(before);
    await screen.close();
  });

  test('identity: an override with a value → refused by the server keeps it; saved, changed, removed', async () => {
    const id = await make('valued');
    const screen = await dashboard.open({ path: `${base()}/${id}` });
    const row = rowOf(screen, 'welcome_message');
    await row.getByRole('button', { name: 'Override' }).click();
    await screen.at('override-value').fill('"42"');
    await screen.page.route(`**${api(`${id}/featurestates/`)}`, (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 403, json: { detail: 'Not you.' } })
        : route.continue(),
    );
    await screen.at('save-override').click();
    await screen.at('override-dialog').getByText('Not you.').waitFor();
    await expect.poll(() => screen.at('override-value').inputValue()).toBe('"42"');
    await screen.page.unroute(`**${api(`${id}/featurestates/`)}`);
    await screen.at('save-override').click();
    await screen.page.getByText('Saved welcome_message for valued').waitFor();
    await expect.poll(async () => (await served('valued')).get('welcome_message')!.feature_state_value).toBe('42');
    await row.getByRole('button', { name: 'Edit' }).click();
    await expect.poll(() => screen.at('override-value').inputValue()).toBe('"42"');
    await screen.at('override-value').fill('7');
    await screen.at('save-override').click();
    await expect.poll(async () => (await served('valued')).get('welcome_message')!.feature_state_value).toBe(7);
    await row.getByRole('button', { name: 'Remove' }).click();
    await screen.page.getByText('Removed the override of welcome_message').waitFor();
    await row.getByText('Default of the environment').waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('traits: added with a type, a wrong number → said, changed, deleted, undone', async () => {
    const id = await make('traited');
    const screen = await dashboard.open({ path: `${base()}/${id}` });
    const stored = () =>
      dashboard
        .call<{ results?: object[] } | object[]>('GET', api(`${id}/traits/`))
        .then((list) => (Array.isArray(list) ? list : (list.results ?? [])));
    await screen.at('add-trait').click();
    await screen.at('trait-key').fill('orders');
    await screen.at('trait-type').selectOption('int');
    await screen.at('trait-value').fill('many');
    await screen.at('save-trait').click();
    await screen.page.getByText('Enter a whole number.').waitFor();
    await screen.at('trait-value').fill('12');
    await screen.at('save-trait').click();
    await screen.page.getByText('Saved the trait orders').waitFor();
    expect(await stored()).toMatchObject([{ trait_key: 'orders', integer_value: 12 }]);
    await screen.page.getByRole('button', { name: 'Edit orders' }).click();
    await screen.at('trait-value').fill('13');
    await screen.at('save-trait').click();
    await expect.poll(stored).toMatchObject([{ integer_value: 13 }]);
    await screen.page.getByRole('button', { name: 'Delete orders' }).click();
    await screen.page.getByText('Deleted the trait orders').waitFor();
    await expect.poll(stored).toEqual([]);
    await screen.page.getByRole('button', { name: 'Undo' }).last().click();
    await expect.poll(stored).toMatchObject([{ trait_key: 'orders', integer_value: 13 }]);
    await screen.close();
  });

  test('identity by keyboard: opened from the list, a flag switched, deleted after its name is typed', async () => {
    const id = await make('by-keys');
    const screen = await dashboard.open({ path: `${base()}/${id}` });
    const { page } = screen;
    await rowOf(screen, 'dark_mode').getByRole('switch').focus();
    await page.keyboard.press('Space');
    await page.getByText('Saved dark_mode for by-keys').waitFor();
    await screen.at('delete-identity').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-test="confirm"]:focus-within').waitFor();
    await page.keyboard.type('by-keys');
    await page.keyboard.press('Enter');
    await page.getByText('Deleted by-keys').waitFor();
    await page.getByLabel('Search identifiers').waitFor();
    await screen.close();
  });

  test('identity: with more overrides than a page of the API holds → all of them are known', async () => {
    const id = await make('many-overrides');
    const { projectId } = dashboard.server.demo[0]!;
    for (let index = 0; index < 12; index += 1) {
      const { id: feature } = await dashboard.call<{ id: number }>('POST', `/api/v1/projects/${projectId}/features/`, {
        name: `many_${index}`,
      });
      await dashboard.call('POST', api(`${id}/featurestates/`), { feature, enabled: true });
    }
    const screen = await dashboard.open({ path: `${base()}/${id}?only=overridden` });
    await screen.at('identity-flag-0').waitFor();
    const rows = screen.page.getByRole('table', { name: 'Flags' }).locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(12);
    await screen.close();
  });

  test('identity: who may only look → sees, and is told why nothing can be changed; a missing one → said so', async () => {
    const id = await make('looked-at', { plan: 'pro' });
    const viewer = await createViewer(dashboard, [0]);
    const may = (permissions: string) =>
      dashboard.server.db.query(`update user_environment_permissions set permissions = $2 where user_id = $1`, [
        viewer.id,
        `{VIEW_ENVIRONMENT,VIEW_IDENTITIES${permissions}}`,
      ]);
    await may('');
    const { authorization: as, email } = viewer;
    const screen = await dashboard.open({ path: `${base()}/${id}`, as, email });
    const first = screen.page.getByRole('switch').first();
    await first.waitFor();
    await expect.poll(() => first.getAttribute('title')).toContain('UPDATE_FEATURE_STATE');
    await expect.poll(() => screen.at('add-trait').getAttribute('aria-disabled')).toBe('true');
    // What the API lets them do, the page does; and nothing else.
    await may(',UPDATE_FEATURE_STATE');
    await screen.page.reload();
    await rowOf(screen, 'dark_mode').getByRole('switch').click();
    await screen.page.getByText('Saved dark_mode for looked-at').waitFor();
    await expect.poll(() => screen.at('add-trait').getAttribute('aria-disabled')).toBe('true');
    await may(',MANAGE_IDENTITIES');
    await screen.page.reload();
    await first.waitFor();
    await expect.poll(() => first.getAttribute('title')).toContain('UPDATE_FEATURE_STATE');
    await expect.poll(() => screen.at('add-trait').getAttribute('aria-disabled')).toBe('false');
    await screen.close();
    const missing = await dashboard.open({ path: `${base()}/2000000000` });
    await missing.page.getByText('There is no such identity').waitFor();
    await missing.close();
  });

  test('identity: from its page → compared with another one, and tried in the playground', async () => {
    const id = await make('leads-on');
    const screen = await dashboard.open({ path: `${base()}/${id}` });
    await screen.page.getByRole('link', { name: 'Compare with another identity' }).click();
    await screen.page.getByPlaceholder('leads-on').waitFor();
    await screen.page.goBack();
    await screen.at('identity-flag-0').waitFor();
    await screen.page.getByRole('link', { name: 'Try in the playground' }).click();
    await expect.poll(() => screen.at('person-1').inputValue()).toBe('leads-on');
    await screen.close();
  });

  test.each(LOOKS)('looks: $theme, $width px', async ({ theme, width }) => {
    const id = await make(`looks-${theme}-${width}`, { plan: 'enterprise', orders: 50 });
    const screen = await dashboard.open({ path: base(), theme, width });
    await rowOf(screen, 'looks-').first().waitFor();
    await screen.check();
    await screen.shoot(`identities-${theme}-${width}`);
    await screen.page.goto(`${dashboard.server.url}${base()}/${id}`);
    await screen.at('identity-flag-0').waitFor();
    await screen.page.locator('summary').first().click();
    await screen.check();
    await screen.shoot(`identity-${theme}-${width}`);
    await screen.close();
  });
});
