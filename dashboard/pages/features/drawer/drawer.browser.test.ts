import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Flag } from '../../../../worker/contract/flag-updates.ts';
import { chromiumProgram } from '../../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../../worker/testing/dashboard/screen.ts';

describe.runIf(chromiumProgram !== undefined)('feature drawer in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const idOf = async (name: string, table = 'features') => {
    const { rows } = await dashboard.server.db.query(`select id from ${table} where name = $1`, [name]);
    return Number(rows[0].id);
  };
  const address = async (name: string, tab: string, index: 0 | 1 = 0) =>
    `${dashboard.environment(index)}/features/${await idOf(name)}/${tab}`;
  const flagPath = async (name: string, index: 0 | 1 = 0) =>
    `/api/__future__/environments/${dashboard.server.demo[index]!.clientKey}/features/${await idOf(name)}/`;
  const readFlag = async (name: string, index: 0 | 1 = 0) => dashboard.call<Flag>('GET', await flagPath(name, index));
  const readOptions = async (name: string) => {
    const { rows } = await dashboard.server.db.query(
      `select o.key, o.string_value as value from multivariate_feature_options o join features f on f.id = o.feature_id
       where f.name = $1 order by o.id`,
      [name],
    );
    return rows as { key: string; value: string }[];
  };
  const readIdentityStates = async (name: string) => {
    const { rows } = await dashboard.server.db.query(
      `select i.identifier, s.enabled, v.string_value as value,
         (select coalesce(sum(m.percentage_allocation), 0) from multivariate_feature_state_values m where m.feature_state_id = s.id)::text as shares
       from feature_states s join identities i on i.id = s.identity_id join features f on f.id = s.feature_id
       join feature_state_values v on v.feature_state_id = s.id
       where f.name = $1 and s.deleted_at is null`,
      [name],
    );
    return rows as { identifier: string; enabled: boolean; value: string | null; shares: string }[];
  };
  const saved = 'Saved checkout_button in Development';

  test('drawer: opened from the list → one request more, none for tabs that are not open', async () => {
    const screen = await dashboard.open({ path: `${dashboard.environment(0)}/features` });
    await screen.page.getByRole('link', { name: 'checkout_button' }).waitFor();
    const before = screen.requests.length;
    await screen.page.getByRole('link', { name: 'checkout_button' }).click();
    await screen.at('featureValue').waitFor();

    expect(screen.requests.slice(before)).toHaveLength(1);
    await screen.close();
  });

  test('variations: one added with a share → stored everywhere, its share here only, and undone', async () => {
    const before = await readFlag('checkout_button');
    const screen = await dashboard.open({ path: await address('checkout_button', 'variations') });
    await screen.at('add-variation').click();
    await screen.at('variation-key-2').fill('red');
    await screen.at('variation-value-2').fill('#f00');
    await screen.at('variation-weight-2').fill('60');
    await screen.page.getByText('The variations come to 110 %').first().waitFor();
    await expect.poll(() => screen.at('update-feature-btn').getAttribute('aria-disabled')).toBe('true');
    await screen.check();
    await screen.shoot('variations-too-much');

    await screen.at('variation-weight-2').fill('12.5');
    await expect.poll(() => screen.at('rollout').textContent()).toContain('Control: green37.5 %');
    await screen.page.getByRole('tab', { name: 'Variations not saved' }).waitFor();
    await screen.at('update-feature-btn').click();
    await screen.page.getByText(saved).waitFor();
    expect(await readOptions('checkout_button')).toContainEqual({ key: 'red', value: '#f00' });
    expect((await readFlag('checkout_button')).environment_default.variants.map(({ weight }) => weight)).toEqual([
      30, 20, 12.5,
    ]);
    expect((await readFlag('checkout_button', 1)).environment_default.variants.at(-1)?.weight).toBe(0);

    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await screen.page.getByText('is as it was before').waitFor();
    expect(await readFlag('checkout_button')).toEqual(before);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('variations: the environment refuses its part → said, the stored part is not sent again', async () => {
    const screen = await dashboard.open({ path: await address('welcome_message', 'variations') });
    await screen.page.getByText('Everybody gets the same value').waitFor();
    await screen.check();
    await screen.at('add-variation').click();
    await screen.at('variation-key-0').fill('short');
    await screen.at('variation-value-0').fill('Hi');
    await screen.at('variation-weight-0').fill('50');
    await screen.page.route('**/api/__future__/**', (route) =>
      route.fulfill({ status: 409, json: { detail: 'Not now.' } }),
    );
    await screen.at('update-feature-btn').click();
    await screen.page.getByText('Only a part is stored; what is listed below is not. Not now.').waitFor();
    await expect.poll(() => screen.at('diff').textContent()).not.toContain('New variation');
    await screen.shoot('variations-part');

    await screen.page.unroute('**/api/__future__/**');
    await screen.at('update-feature-btn').click();
    await screen.page.getByText('Saved welcome_message in Development').waitFor();
    expect(await readOptions('welcome_message')).toEqual([{ key: 'short', value: 'Hi' }]);
    expect((await readFlag('welcome_message')).environment_default.variants).toMatchObject([{ weight: 50 }]);
    expect(screen.requests.filter((one) => one.startsWith('POST'))).toHaveLength(1);
    await screen.close();
  });

  test('variations: one removed → after the feature was named, from every environment', async () => {
    const screen = await dashboard.open({ path: await address('welcome_message', 'variations') });
    await screen.page.getByRole('button', { name: 'Remove variation 1' }).click();
    await screen.at('update-feature-btn').click();
    await expect.poll(() => screen.at('confirm').textContent()).toContain('short goes from every environment');
    await screen.check();
    await screen.page.getByLabel('Type welcome_message to confirm').fill('welcome_message');
    await screen.at('confirm-btn').click();
    await screen.page.getByText('Saved welcome_message in Development').waitFor();

    expect(await readOptions('welcome_message')).toEqual([]);
    expect(screen.requests.filter((one) => /^(PATCH|PUT)/.test(one))).toEqual([]);
    await screen.close();
  });

  test('overrides: one added, the order changed by key, by button and by drag, one removed → one save, undone', async () => {
    const before = await readFlag('welcome_message');
    const screen = await dashboard.open({ path: await address('welcome_message', 'overrides') });
    const { page } = screen;
    const order = () => page.locator('.part-name').allTextContents();
    const trimmed = async () => (await order()).map((one) => one.replace('Not saved', '').trim());
    await screen.at('segment-picker').fill('quarter');
    await page.getByRole('option', { name: 'quarter_of_everybody' }).click();
    await screen.at('segment-override-value-2').fill('A quarter');
    await screen.at('segment-override-toggle-2').click();
    await page.getByRole('button', { name: 'Move quarter_of_everybody up' }).click();
    await screen.at('order-news').getByText('quarter_of_everybody is now 2 of 3').waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await screen.at('order-news').getByText('quarter_of_everybody is now 1 of 3').waitFor();
    expect(await trimmed()).toEqual(['quarter_of_everybody', 'internal_staff', 'premium_customers']);
    await screen.at('grip-2').dragTo(screen.at('grip-0'));
    await expect.poll(trimmed).toEqual(['premium_customers', 'quarter_of_everybody', 'internal_staff']);
    await page.getByRole('button', { name: 'Remove the override for internal_staff' }).click();
    await screen.check();
    await screen.shoot('overrides-changed');
    const sent = screen.requests.length;
    await screen.at('update-feature-btn').click();
    await page.getByText('Saved welcome_message in Development').waitFor();

    const [premium, quarter] = [
      await idOf('premium_customers', 'segments'),
      await idOf('quarter_of_everybody', 'segments'),
    ];
    expect((await readFlag('welcome_message')).segment_overrides).toEqual([
      {
        segment: { id: premium },
        priority: 0,
        enabled: true,
        value: { type: 'string', value: 'Good to see you again!' },
        variants: [],
      },
      {
        segment: { id: quarter },
        priority: 1,
        enabled: false,
        value: { type: 'string', value: 'A quarter' },
        variants: [],
      },
    ]);
    expect(screen.requests.slice(sent).filter((one) => !one.startsWith('GET'))).toHaveLength(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('is as it was before').waitFor();
    expect((await readFlag('welcome_message')).segment_overrides.map(({ segment, value }) => [segment, value])).toEqual(
      before.segment_overrides.map(({ segment, value }) => [segment, value]),
    );
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('overrides: shares of a segment that come to too much → said beside it, a dot at the tab, kept across tabs', async () => {
    const screen = await dashboard.open({ path: await address('checkout_button', 'overrides') });
    await screen.at('segment-override-0').click();
    await screen.page.getByLabel('orange, % of premium_customers').fill('80');
    await screen.page.getByText('The variations come to 130 %').waitFor();
    await screen.shoot('overrides-too-much');
    await screen.check();
    await screen.page.getByRole('tab', { name: 'Value' }).click();
    await screen.at('featureValue').waitFor();
    await screen.page.getByRole('tab', { name: 'Segments not saved' }).click();
    await expect.poll(() => screen.page.getByLabel('orange, % of premium_customers').inputValue()).toBe('80');
    await screen.close();
  });

  test('overrides: without any → what they are for; who may not change them → disabled, with the reason', async () => {
    const { organisationId, projectId, environmentId } = dashboard.server.demo[0]!;
    const { createMember } = await import('../../../../worker/testing/management/people.ts');
    const member = await createMember(dashboard.server.db, organisationId, 'USER');
    await dashboard.server.db.query(
      `insert into user_project_permissions (user_id, project_id, organisation_id, permissions) values ($1, $2, $3, '{VIEW_PROJECT}')`,
      [member.id, projectId, organisationId],
    );
    await dashboard.server.db.query(
      `insert into user_environment_permissions (user_id, environment_id, organisation_id, permissions) values ($1, $2, $3, '{VIEW_ENVIRONMENT}')`,
      [member.id, environmentId, organisationId],
    );
    const screen = await dashboard.open({ path: await address('page_size', 'overrides') });
    await screen.page.getByText('No segment has a state of its own').waitFor();
    await screen.check();
    await screen.close();

    const theirs = await dashboard.open({
      path: await address('checkout_button', 'overrides'),
      as: member.authorization,
    });
    await theirs.page.getByText('You need the permission MANAGE_SEGMENT_OVERRIDES').waitFor();
    await expect.poll(() => theirs.at('segment-override-toggle-0').getAttribute('aria-disabled')).toBe('true');
    expect(await theirs.at('segment-picker').count()).toBe(0);
    await theirs.check();
    await theirs.page.getByRole('tab', { name: 'Variations' }).click();
    await theirs.at('variation-key-0').waitFor();
    await expect.poll(() => theirs.at('variation-key-0').getAttribute('readonly')).not.toBeNull();
    await expect.poll(() => theirs.at('add-variation').getAttribute('aria-disabled')).toBe('true');
    await theirs.check();
    await theirs.close();
  });

  test('identities: found and added with a variation, switched, edited, removed and put back', async () => {
    const screen = await dashboard.open({ path: await address('checkout_button', 'identities') });
    const { page } = screen;
    await screen.at('user-item-0').getByText('orange: orange').waitFor();
    await screen.at('identity-picker').fill('ada');
    await page.getByRole('option', { name: 'ada@example.com' }).click();
    await screen.at('identity-gets').selectOption({ label: 'blue: blue' });
    await screen.check();
    await screen.shoot('identity-editor');
    await screen.at('save-identity').click();
    await page.getByText('Added an override for ada@example.com').waitFor();
    const ada = page.getByRole('listitem').filter({ hasText: 'ada@example.com' });
    await ada.getByText('blue: blue').waitFor();

    await ada.getByRole('switch').click();
    await page.getByText('Saved checkout_button for ada@example.com').waitFor();
    await ada.locator('[aria-checked=false]').waitFor();
    await page.getByRole('button', { name: 'Edit the override for ada@example.com' }).click();
    await screen.at('identity-gets').selectOption('value');
    await screen.at('identity-value').fill('silver');
    await screen.at('save-identity').click();
    await ada.getByText('silver').waitFor();
    expect(await readIdentityStates('checkout_button')).toContainEqual({
      identifier: 'ada@example.com',
      enabled: false,
      value: 'silver',
      shares: '0',
    });

    await page.getByRole('button', { name: 'Remove the override for ada@example.com' }).click();
    await page.getByText('Removed the override for ada@example.com').waitFor();
    await ada.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await ada.getByText('silver').waitFor();
    await screen.check();
    await screen.close();
  });

  test('overrides: nothing typed → the environment’s value, in the row, in what is to be saved and as stored', async () => {
    const { value } = (await readFlag('page_size')).environment_default;
    const words = `the environment’s value: ${value?.value}`;
    const screen = await dashboard.open({ path: await address('page_size', 'overrides') });
    await screen.at('segment-picker').fill('internal');
    await screen.page.getByRole('option', { name: 'internal_staff' }).click();
    await screen.at('diff').getByText(`On, ${words}`).waitFor();
    await screen.at('segment-override-0').click();
    await screen.at('segment-override-0').getByText(words).waitFor();
    await screen.check();
    await screen.at('update-feature-btn').click();
    await screen.page.getByText('Saved page_size in Development').waitFor();
    const [stored] = (await readFlag('page_size')).segment_overrides;
    expect(stored).toMatchObject({ enabled: true, value });
    await screen
      .at('segment-override-0')
      .getByText(value?.value ?? '', { exact: true })
      .waitFor();
    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await screen.page.getByText('No segment has a state of its own').waitFor();
    await screen.close();
  });

  test('pickers: typed and Enter before anything was found → the one typed, not what was listed before', async () => {
    const screen = await dashboard.open({ path: await address('page_size', 'overrides') });
    const { page } = screen;
    await screen.at('segment-picker').click();
    await page.locator('.popup:not([hidden]) [aria-selected=true]').waitFor();
    await page.keyboard.type('quarter_of_everybody');
    await page.keyboard.press('Enter');
    await screen.at('segment-override-0').getByText('quarter_of_everybody').waitFor();
    await page.getByRole('tab', { name: 'Identities' }).click();
    await screen.at('identity-picker').click();
    await page.locator('.popup:not([hidden]) [aria-selected=true]').waitFor();
    await page.keyboard.type('typed-fast@example.com');
    await page.keyboard.press('Enter');
    await screen.at('identity-value').waitFor();
    await page.getByText('typed-fast@example.com').first().waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('overrides: new → on, the focus in its value; typed and erased → as before; typed → a text, which is saved', async () => {
    const { projectId } = dashboard.server.demo[0]!;
    await dashboard.call('POST', `/api/v1/projects/${projectId}/features/`, { name: 'no_value' });
    const screen = await dashboard.open({ path: await address('no_value', 'overrides') });
    const { page } = screen;
    await screen.at('segment-picker').click();
    await page.keyboard.type('internal');
    await page.getByRole('option', { name: 'internal_staff', selected: true }).waitFor();
    await page.keyboard.press('Enter');
    const value = page.locator('[data-test="segment-override-value-0"]:focus');
    await value.waitFor();
    await screen.at('diff').getByText('On, the environment’s value: no value').waitFor();
    await screen.shoot('override-without-value');
    await page.keyboard.type('g');
    await screen.at('diff').getByText('On, g').waitFor();
    await page.keyboard.press('Backspace');
    await screen.at('diff').getByText('On, the environment’s value: no value').waitFor();
    await page.keyboard.type('gold');
    await expect.poll(() => value.inputValue()).toBe('gold');
    await expect.poll(() => page.getByLabel('Type of internal_staff').inputValue()).toBe('string');
    await screen.shoot('override-typed');
    await screen.check();
    await screen.at('update-feature-btn').click();
    await page.getByText('Saved no_value in Development').waitFor();
    expect((await readFlag('no_value')).segment_overrides).toMatchObject([
      { enabled: true, value: { type: 'string', value: 'gold' } },
    ]);

    await page.getByRole('tab', { name: 'Value' }).click();
    await screen.at('featureValue').pressSequentially('x');
    await screen.at('diff').waitFor();
    await page.keyboard.press('Backspace');
    await screen.at('diff').waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Identities' }).click();
    await screen.at('identity-picker').fill('ada');
    await page.getByRole('option', { name: 'ada@example.com' }).click();
    await page.locator('[data-test="identity-state"][aria-checked=true]:focus').waitFor();
    await screen.shoot('identity-new');
    await screen.at('save-identity').click();
    await screen.at('user-feature-switch-0-on').waitFor();
    expect(await readIdentityStates('no_value')).toMatchObject([{ enabled: true, value: null }]);
    await screen.close();
  });

  test('identities: an identifier nobody has asked for yet → made known, with its override; found by search', async () => {
    const screen = await dashboard.open({ path: await address('page_size', 'identities') });
    const { page } = screen;
    await page.getByText('Nobody has a state of their own').waitFor();
    await screen.check();
    await screen.at('identity-picker').fill('new@example.com');
    await page.getByRole('option', { name: 'new@example.com' }).click();
    await screen.at('identity-value').fill('99999999999');
    await page.getByText('Enter a whole number').waitFor();
    await screen.at('identity-value').fill('48');
    await screen.at('save-identity').click();
    await screen.at('user-item-0').getByText('48').waitFor();

    await page.getByLabel('Search overrides by identifier').fill('nobody');
    await page.getByText('No identity fits').waitFor();
    expect(page.url()).toContain('identity=nobody');
    await page.getByLabel('Search overrides by identifier').fill('new@');
    await screen.at('user-item-0').waitFor();
    await page.route('**/featurestates/*/', (route) => route.fulfill({ status: 403, json: { detail: 'Not you.' } }));
    await screen.at('user-feature-switch-0-on').click();
    await page.getByText('new@example.com was not changed: Not you.').waitFor();
    await screen.at('user-feature-switch-0-on').waitFor();
    await screen.close();
  });

  test.each(LOOKS)('drawer: $theme at $width px → no fault of access in any tab', async (look) => {
    const screen = await dashboard.open({ ...look, path: await address('checkout_button', 'variations', 1) });
    await screen.at('variation-key-0').waitFor();
    await screen.shoot('variations');
    await screen.check();
    await screen.page.getByRole('tab', { name: 'Segments' }).click();
    await screen.at('segment-override-0').click();
    await screen.shoot('overrides');
    await screen.check();
    await screen.page.getByRole('tab', { name: 'Identities' }).click();
    await screen.at('user-item-0').waitFor();
    await screen.shoot('identities');
    await screen.check();
    await screen.close();
  });
});
