import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DashFlags } from '../../../worker/contract/dash.ts';
import type { Flag, FlagInput } from '../../../worker/contract/flag-updates.ts';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';
import { createMember } from '../../../worker/testing/management/people.ts';

const [DEVELOPMENT, PRODUCTION] = ['HalyardDemoDevelopment', 'HalyardDemoProduction1'];

describe.runIf(chromiumProgram !== undefined)('comparing in Chromium', () => {
  let dashboard: Dashboard;
  let base: string;
  let projectId: number;
  let flags: Map<string, { id: number; flag: Flag }>;
  let segments: DashFlags['segments'];
  beforeAll(async () => {
    dashboard = await openDashboard();
    ({ projectId } = dashboard.server.demo[0]!);
    base = `/project/${projectId}/compare`;
    const answer = await dashboard.call<DashFlags>('GET', `/api/v1/dash/environments/${DEVELOPMENT}/flags/`);
    flags = new Map(answer.features.map(({ name, id, flag }) => [name, { id, flag }]));
    ({ segments } = answer);
  });
  afterAll(() => dashboard.stop());

  const idOf = (name: string) => flags.get(name)!.id;
  const flagPath = (key: string, name: string) => `/api/__future__/environments/${key}/features/${idOf(name)}/`;
  const put = (key: string, name: string, body: FlagInput) => dashboard.call('PUT', flagPath(key, name), body);
  const read = (key: string, name: string) => dashboard.call<Flag>('GET', flagPath(key, name));
  const text = (value: string) => ({ type: 'string' as const, value });
  /** Production as Development is, but for three features. */
  beforeEach(async () => {
    const staff = segments.find(({ name }) => name === 'internal_staff')!;
    await put(PRODUCTION, 'dark_mode', { environment_default: { enabled: true } });
    await put(PRODUCTION, 'theme', { environment_default: { enabled: true, value: text('plain') } });
    await put(PRODUCTION, 'welcome_message', {
      environment_default: { enabled: false, value: text('Hello') },
      segment_overrides: [{ segment: { id: staff.id }, priority: 0, enabled: true, value: text('Hello, colleague') }],
    });
  });

  test('environments: the same but for three features → those alone, narrowed down by the address', async () => {
    const screen = await dashboard.open({ path: base });
    await screen.at('compare-row-dark_mode').waitFor();
    await expect.poll(() => screen.at('compare-count').textContent()).toBe('3 of 9 features differ');
    await expect.poll(() => screen.at('compare-row-welcome_message').textContent()).toContain('State, Value, Segments');
    expect(screen.requests).toHaveLength(3);
    await screen.at('compare-which').selectOption('value');
    await screen.page.waitForURL(/in=value/);
    await screen.at('compare-row-dark_mode').waitFor({ state: 'detached' });
    await expect.poll(() => screen.at('compare-row-theme').count()).toBe(1);
    await screen.at('compare-which').selectOption('all');
    await screen.at('compare-row-page_size').waitFor();
    await screen.page.getByLabel('Search features').fill('nothing like it');
    await screen.page.getByText('No feature fits').waitFor();
    await screen.check();
    await screen.close();
  });

  test('copy: to production → asked first, one request, the feature is the same; undone', async () => {
    const screen = await dashboard.open({ path: `${base}?open=${idOf('welcome_message')}` });
    const before = await read(PRODUCTION, 'welcome_message');
    await screen.at('copy-panel').waitFor();
    await expect.poll(() => screen.at('diff').textContent()).toContain('premium_customers: override');
    await screen.check();
    await screen.shoot('compare-open');
    const asked = screen.requests.length;
    await screen.at('copy-btn').click();
    await screen.at('confirm').waitFor();
    await screen.check();
    await screen.at('confirm-btn').click();
    await screen.page.getByText('Copied welcome_message to Production').waitFor();
    await screen.at('compare-row-welcome_message').waitFor({ state: 'detached' });
    await expect.poll(() => screen.at('compare-count').textContent()).toBe('2 of 9 features differ');
    expect(screen.requests.slice(asked).filter((one) => !one.startsWith('GET'))).toHaveLength(1);
    expect(await read(PRODUCTION, 'welcome_message')).toEqual(await read(DEVELOPMENT, 'welcome_message'));
    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await screen.page.getByText('is as it was before').waitFor();
    expect(await read(PRODUCTION, 'welcome_message')).toEqual(before);
    await screen.at('compare-row-welcome_message').waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('copy: for segments alone, the other way → what everybody gets stays', async () => {
    const { id, flag } = flags.get('welcome_message')!;
    const screen = await dashboard.open({ path: `${base}?open=${id}&to=left` });
    await screen.page.getByLabel('For everybody').uncheck();
    await expect.poll(() => screen.at('diff').textContent()).not.toContain('State');
    await screen.at('copy-btn').click();
    await screen.page.getByText('Copied welcome_message to Development').waitFor();
    const after = await read(DEVELOPMENT, 'welcome_message');
    expect(after.environment_default).toEqual(flag.environment_default);
    expect(after.segment_overrides.map(({ value }) => value?.value)).toEqual(['Hello, colleague']);
    await put(DEVELOPMENT, 'welcome_message', flag);
    await screen.close();
  });

  test('copy: refused → said why, nothing is lost', async () => {
    const screen = await dashboard.open({ path: `${base}?open=${idOf('theme')}&to=left` });
    await screen.page.route('**/api/__future__/**', (route) =>
      route.fulfill({ status: 409, json: { detail: 'Somebody else was here.' } }),
    );
    await screen.at('copy-btn').click();
    await screen.at('copy-panel').getByText('Somebody else was here.').waitFor();
    await expect.poll(() => screen.at('diff').textContent()).toContain('plain');
    await screen.close();
  });

  test('copy: a member who may only look → disabled with the reason', async () => {
    const { organisationId } = dashboard.server.demo[0]!;
    const member = await createMember(dashboard.server.db, organisationId, 'USER');
    await dashboard.server.db.query(
      `insert into user_project_permissions (user_id, project_id, organisation_id, permissions) values ($1, $2, $3, '{VIEW_PROJECT}')`,
      [member.id, projectId, organisationId],
    );
    await dashboard.server.db.query(
      `insert into user_environment_permissions (user_id, environment_id, organisation_id, permissions)
        select $1, id, $2, '{VIEW_ENVIRONMENT}' from environments where project_id = $3`,
      [member.id, organisationId, projectId],
    );
    const as = member.authorization;
    const screen = await dashboard.open({ path: `${base}?open=${idOf('dark_mode')}`, as });
    await screen.page.locator('.copy-panel .notice').getByText('UPDATE_FEATURE_STATE on Production').waitFor();
    await expect.poll(() => screen.at('copy-btn').getAttribute('aria-disabled')).toBe('true');
    await screen.check();
    await screen.page.goto(`${dashboard.server.url}${base}/identities`);
    await screen.at('compare-one').waitFor();
    await expect.poll(() => screen.at('compare-one').isDisabled()).toBe(true);
    await screen.close();
  });

  test('environments by keyboard: swapped, a feature opened and closed', async () => {
    const screen = await dashboard.open({ path: base });
    const { page } = screen;
    await screen.at('compare-row-theme').waitFor();
    await page.getByRole('button', { name: 'Swap' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`left=${PRODUCTION}`));
    await page.getByRole('button', { name: 'theme' }).focus();
    await page.keyboard.press('Enter');
    await screen.at('copy-panel').waitFor();
    await expect.poll(() => screen.at('copy-btn').textContent()).toBe('Copy to Development');
    await page.keyboard.press('Enter');
    await screen.at('copy-panel').waitFor({ state: 'detached' });
    await screen.close();
  });

  test('one feature: chosen → every environment, with what is other', async () => {
    const screen = await dashboard.open({ path: `${base}/feature` });
    await screen.at('compare-feature').fill('welc');
    await screen.page.getByRole('option', { name: 'welcome_message', selected: true }).waitFor();
    await screen.at('compare-feature').press('Enter');
    await screen.page.waitForURL(/feature=\d+/);
    const production = screen.at('compare-in-Production');
    await production.getByText('Hello').waitFor();
    await expect.poll(() => production.textContent()).toContain('State, Value, Segments');
    await screen.check();
    await screen.shoot('compare-feature');
    await screen.page.goto(`${dashboard.server.url}${base}/feature?feature=2000000000`);
    await screen.page.getByText('This feature is not here').waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('identities: two chosen → what differs and why; nobody there → said so', async () => {
    const screen = await dashboard.open({ path: `${base}/identities?environment=${DEVELOPMENT}` });
    await screen.page.getByText('Choose two identities').waitFor();
    for (const [field, who] of [
      ['compare-one', 'ada'],
      ['compare-two', 'grace'],
    ] as const) {
      await screen.at(field).fill(who);
      await screen.page.getByRole('option', { name: `${who}@` }).click();
    }
    await screen.at('compare-row-checkout_button').waitFor();
    await expect.poll(() => screen.at('compare-row-checkout_button').textContent()).toContain('own override');
    await expect.poll(() => screen.at('compare-row-welcome_message').textContent()).toContain('segment internal_staff');
    expect(await screen.at('compare-row-page_size').count()).toBe(0);
    await screen.page.reload();
    await screen.at('compare-row-checkout_button').waitFor();
    await screen.at('compare-which').selectOption('all');
    await screen.at('compare-row-page_size').waitFor();
    await screen.check();
    await screen.shoot('compare-identities');
    await screen.page.goto(`${dashboard.server.url}${base}/identities?one=2000000000&two=2000000001`);
    await screen.page.getByText('One of them is not here').waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('environments: a project with one → said what a second one is for', async () => {
    const { organisationId } = dashboard.server.demo[0]!;
    const project = await dashboard.call<{ id: number }>('POST', '/api/v1/projects/', {
      name: 'Single',
      organisation: organisationId,
    });
    await dashboard.call('POST', '/api/v1/environments/', { name: 'Only', project: project.id });
    const screen = await dashboard.open({ path: `/project/${project.id}/compare` });
    await screen.page.getByText('Nothing to compare with').waitFor();
    await screen.check();
    await screen.close();
  });

  test.each(LOOKS)('comparing: $theme at $width px → no fault of access', async (look) => {
    const screen = await dashboard.open({ ...look, path: `${base}?open=${idOf('welcome_message')}` });
    await screen.at('copy-panel').waitFor();
    await screen.shoot('compare');
    await screen.check();
    await screen.page.goto(`${dashboard.server.url}${base}/feature?feature=${idOf('welcome_message')}`);
    await screen.at('compare-in-Production').getByText('Hello').waitFor();
    await screen.shoot('compare-one-feature');
    await screen.check();
    await screen.close();
  });
});
