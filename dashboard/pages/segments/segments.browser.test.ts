import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Segment } from '../../../worker/contract/segments.ts';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';

describe.runIf(chromiumProgram !== undefined)('segments in Chromium', () => {
  let dashboard: Dashboard;
  let projectId: number;
  beforeAll(async () => {
    dashboard = await openDashboard();
    projectId = dashboard.server.demo[0]!.projectId;
  });
  afterAll(() => dashboard.stop());

  const base = () => `/project/${projectId}/segments`;
  const api = (rest = '') => `/api/v1/projects/${projectId}/segments/${rest}`;
  const find = async (name: string) => {
    const { results } = await dashboard.call<{ results: Segment[] }>('GET', api(`?q=${name}`));
    return results.find((segment) => segment.name === name);
  };
  const idOf = async (name: string) => (await find(name))!.id;
  const make = (name: string, conditions: object[]) =>
    dashboard.call<Segment>('POST', api(), {
      name,
      rules: [{ type: 'ALL', conditions: [], rules: [{ type: 'ANY', conditions, rules: [] }] }],
    });
  const rowOf = ({ page }: Screen, name: string) => page.getByRole('row').filter({ hasText: name });

  test('segments: the list → rules in words, searched by address; the navigation leads back to the features', async () => {
    const screen = await dashboard.open({ path: base() });
    await rowOf(screen, 'premium_customers').waitFor();
    expect(await rowOf(screen, 'premium_customers').textContent()).toContain(
      'plan is one of pro, enterprise AND orders is at least 10',
    );
    expect(screen.requests).toHaveLength(2);
    await screen.page.getByLabel('Search segments').fill('staff');
    await screen.page.waitForURL(/q=staff/);
    await rowOf(screen, 'premium_customers').waitFor({ state: 'detached' });
    await screen.page.getByLabel('Search segments').fill('nobody');
    await screen.page.getByText('No segment fits').waitFor();
    await screen.page.getByRole('link', { name: 'Features' }).click();
    await screen.at('features-page').waitFor();
    await screen.page.getByRole('link', { name: 'Segments' }).click();
    await rowOf(screen, 'premium_customers').waitFor();
    await screen.check();
    await screen.close();
  });

  test('segment: created → faults first, then stored as one request; a taken or bad answer keeps what was typed', async () => {
    const screen = await dashboard.open({ path: base() });
    await screen.at('show-create-segment-btn').click();
    await screen.at('create-segment-btn').click();
    await screen.page.getByText('Enter a name.').waitFor();
    await screen.page.getByText('Choose a property.').waitFor();
    await screen.check();
    await screen.shoot('segment-faults');

    await screen.at('segmentID').fill('german_speaking');
    await screen.at('rule-0-property-0').fill('country');
    await screen.at('rule-0-operator-0').selectOption('IN');
    await screen.at('rule-0-value-0').fill('DE,AT,');
    await screen.at('rule-0-value-0').fill('CH');
    await screen.at('rule-0-value-0').press('Enter');
    await screen.at('add-rule').click();
    await screen.at('rule-1-property-0').fill('app');
    await screen.at('rule-1-operator-0').selectOption('GREATER_THAN_INCLUSIVE:semver');
    await screen.at('rule-1-value-0').fill('1.4.0');
    expect(await screen.at('read-out').textContent()).toBe(
      'country is one of DE, AT, CH AND app is at least version 1.4.0',
    );
    await screen.page.route(`**${api()}`, (route) => route.fulfill({ status: 400, json: { rules: ['Not these.'] } }));
    await screen.at('create-segment-btn').click();
    await screen.page.getByText('Not these.').waitFor();
    await screen.page.unroute(`**${api()}`);
    await screen.at('create-segment-btn').click();
    await screen.page.getByText('Created german_speaking').waitFor();
    await screen.at('segment-page').waitFor();

    expect(await find('german_speaking')).toMatchObject({
      rules: [
        {
          type: 'ALL',
          rules: [
            { type: 'ANY', conditions: [{ operator: 'IN', property: 'country', value: 'DE,AT,CH' }] },
            { conditions: [{ operator: 'GREATER_THAN_INCLUSIVE', property: 'app', value: '1.4.0:semver' }] },
          ],
        },
      ],
    });
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('segment: changed → diff in words, who matches follows, one save, undone', async () => {
    const screen = await dashboard.open({ path: `${base()}/${await idOf('premium_customers')}` });
    await screen.page.getByText('1 of the 2 identities').waitFor();
    await screen.at('rule-0-value-1').fill('100');
    await screen.page.getByText('0 of the 2 identities').waitFor();
    await screen.at('made-up-traits').fill('{"plan": "pro", "orders": 120}');
    await expect.poll(() => screen.at('made-up-answer').textContent()).toContain('Is in the segment');
    await expect.poll(() => screen.at('diff').textContent()).toContain('orders is at least 100');
    await screen.shoot('segment-changed');
    await screen.check();
    await screen.page.getByRole('tab', { name: 'Settings' }).click();
    await screen.at('segmentDesc').fill('With a hundred orders');
    const before = screen.requests.length;
    await screen.at('save-segment-btn').click();
    await screen.page.getByText('Saved premium_customers').waitFor();
    expect(screen.requests.slice(before).filter((one) => !one.startsWith('GET'))).toHaveLength(1);
    expect(await find('premium_customers')).toMatchObject({ description: 'With a hundred orders' });
    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await screen.page.getByText('is as it was before').waitFor();
    expect(await find('premium_customers')).toMatchObject({
      description: 'Paying customers with at least ten orders',
      rules: [{ rules: [{ conditions: [{ operator: 'IN' }, { operator: 'GREATER_THAN_INCLUSIVE', value: '10' }] }] }],
    });
    await expect.poll(() => screen.at('segmentDesc').inputValue()).toContain('ten orders');
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('segment: a draft → kept while one looks elsewhere; a save refused says why', async () => {
    const { id } = await make('drafted', [{ operator: 'EQUAL', property: 'a', value: '1' }]);
    const screen = await dashboard.open({ path: `${base()}/${id}` });
    await screen.at('rule-0-value-0').fill('2');
    await screen.page.getByRole('link', { name: 'Segments' }).click();
    await rowOf(screen, 'drafted').getByRole('link').click();
    await expect.poll(() => screen.at('rule-0-value-0').inputValue()).toBe('2');
    await screen.page.route(`**${api(`${id}/`)}`, (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({ status: 403, json: { detail: 'Not you.' } })
        : route.continue(),
    );
    await screen.at('save-segment-btn').click();
    await screen.at('save-foot').getByText('Not you.').waitFor();
    await expect.poll(() => screen.at('rule-0-value-0').inputValue()).toBe('2');
    await screen.page.getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => screen.at('rule-0-value-0').inputValue()).toBe('1');
    await screen.close();
  });

  test('segment: a value that can match nothing → said beside it, nothing can be saved', async () => {
    const { id } = await make('checked', [{ operator: 'EQUAL', property: 'a', value: '1' }]);
    const screen = await dashboard.open({ path: `${base()}/${id}` });
    const choose = (operator: string) => screen.at('rule-0-operator-0').selectOption(operator);
    await choose('REGEX');
    await screen.at('rule-0-value-0').fill('(?=a)b');
    await screen.page.getByText('Invalid regular expression').waitFor();
    await choose('PERCENTAGE_SPLIT');
    await screen.at('rule-0-value-0').fill('120');
    await screen.page.getByText('Enter a number from 0 to 100.').waitFor();
    await expect.poll(() => screen.at('save-segment-btn').getAttribute('aria-disabled')).toBe('true');
    await choose('MODULO');
    await screen.at('rule-0-value-0-divisor').fill('2');
    await screen.page.getByText('Enter two numbers').waitFor();
    await screen.at('rule-0-value-0-remainder').fill('1');
    await screen.page.getByText('Enter two numbers').waitFor({ state: 'detached' });
    await choose('IS_NOT_SET');
    await screen.at('rule-0-value-0').waitFor({ state: 'detached' });
    await screen.at('save-segment-btn').click();
    await screen.page.getByText('Saved checked').waitFor();
    expect((await find('checked'))?.rules[0]?.rules[0]?.conditions).toMatchObject([
      { operator: 'IS_NOT_SET', property: 'a', value: null },
    ]);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('segment by keyboard: property, operator, value, another condition, saved with Ctrl+Enter', async () => {
    const { id } = await make('by_keys', [{ operator: 'EQUAL', property: 'a', value: '1' }]);
    const screen = await dashboard.open({ path: `${base()}/${id}` });
    const { page } = screen;
    await page.getByLabel('Rule 1, condition 1 property').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('plan');
    await page.keyboard.press('Tab');
    await page.keyboard.type('contains');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('pro');
    await page.getByRole('button', { name: 'Add condition' }).focus();
    await page.keyboard.press('Enter');
    const added = page.getByLabel('Rule 1, condition 2 property');
    await added.waitFor();
    // The last control before the button removes the new condition.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await added.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+Enter');
    await page.getByText('Saved by_keys').waitFor();
    expect((await find('by_keys'))?.rules[0]?.rules[0]?.conditions).toMatchObject([
      { operator: 'CONTAINS', property: 'plan', value: 'pro' },
    ]);
    await screen.close();
  });

  test('segment: where it is used → by environment; cloned; deleted after its name was typed', async () => {
    const screen = await dashboard.open({ path: `${base()}/${await idOf('internal_staff')}/uses` });
    await screen.at('uses-Production').waitFor();
    await expect.poll(() => screen.at('uses-Development').textContent()).toContain('dark_mode');
    await screen.check();
    await screen.shoot('segment-uses');
    await screen.page.getByRole('button', { name: 'Clone' }).click();
    await screen.page.getByLabel('Name of the copy').fill('old_staff');
    await screen.page.getByRole('button', { name: 'Clone segment' }).click();
    await screen.page.getByRole('heading', { name: 'old_staff' }).waitFor();

    await screen.page.getByRole('tab', { name: 'Settings' }).click();
    await screen.at('delete-segment-btn').click();
    await screen.page.getByText('It overrides no feature').waitFor();
    await expect.poll(() => screen.at('confirm-btn').getAttribute('aria-disabled')).toBe('true');
    await screen.page.getByLabel('Type old_staff to confirm').fill('old_staff');
    await screen.check();
    await screen.at('confirm-btn').click();
    await screen.page.getByText('Deleted old_staff').waitFor();
    await rowOf(screen, 'internal_staff').waitFor();
    await rowOf(screen, 'old_staff').waitFor({ state: 'detached' });

    await rowOf(screen, 'internal_staff').getByRole('button').click();
    await screen.page.getByRole('menuitem', { name: 'Delete' }).click();
    await screen.page.getByText(/It overrides \d features? in Development, /).waitFor();
    await screen.shoot('segment-delete');
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('segment: one that is not there → said so', async () => {
    const screen = await dashboard.open({ path: `${base()}/2000000000` });
    await screen.page.getByText('This segment is not here').waitFor();
    await screen.check();
    await screen.close();
  });

  test('segments: none yet → what one is; a member without MANAGE_SEGMENTS → sees, and is told what is missing', async () => {
    const { organisationId } = dashboard.server.demo[0]!;
    const project = await dashboard.call<{ id: number }>('POST', '/api/v1/projects/', {
      name: 'Empty',
      organisation: organisationId,
    });
    const empty = await dashboard.open({ path: `/project/${project.id}/segments` });
    await empty.page.getByText('No segment yet').waitFor();
    await empty.check();
    await empty.close();

    const { createMember } = await import('../../../worker/testing/management/people.ts');
    const member = await createMember(dashboard.server.db, organisationId, 'USER');
    await dashboard.server.db.query(
      `insert into user_project_permissions (user_id, project_id, organisation_id, permissions) values ($1, $2, $3, '{VIEW_PROJECT}')`,
      [member.id, projectId, organisationId],
    );
    const screen = await dashboard.open({
      path: `${base()}/${await idOf('premium_customers')}`,
      as: member.authorization,
    });
    await screen.page.locator('.notice').getByText('You need the permission MANAGE_SEGMENTS').waitFor();
    await expect.poll(() => screen.at('rule-0-property-0').isDisabled()).toBe(true);
    await screen.check();
    await screen.close();
  });

  test.each(LOOKS)('segments: $theme at $width px → no fault of access', async (look) => {
    const screen = await dashboard.open({ ...look, path: base() });
    await rowOf(screen, 'premium_customers').waitFor();
    await screen.shoot('segments');
    await screen.check();
    await screen.page.goto(`${dashboard.server.url}${base()}/${await idOf('internal_staff')}`);
    await screen.at('match-count').waitFor();
    await screen.at('made-up-traits').fill('{"role": "admin"}');
    await screen.at('made-up-answer').waitFor();
    await screen.shoot('segment');
    await screen.check();
    await screen.page.goto(`${dashboard.server.url}${base()}/create`);
    await screen.at('segmentID').waitFor();
    await screen.at('match-count').waitFor();
    await screen.shoot('segment-create');
    await screen.check();
    await screen.close();
  });
});
