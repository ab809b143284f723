import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDashboard, type Dashboard } from '../../worker/testing/dashboard/dashboard.ts';

const KEY = 'the-dashboards-own-key';

let dashboard: Dashboard;
let own: { projectId: number; environmentId: number };
beforeAll(async () => {
  dashboard = await openDashboard({ variables: { FLAGSMITH_ON_FLAGSMITH_API_KEY: KEY } });
  const organisation = dashboard.server.demo[0]!.organisationId;
  const project = await dashboard.call<{ id: number }>('POST', '/api/v1/projects/', { name: 'Own', organisation });
  const environment = await dashboard.call<{ id: number; api_key: string }>('POST', '/api/v1/environments/', {
    name: 'Live',
    project: project.id,
  });
  // What an operator sets is known before the server starts; here the environment is given that key.
  await dashboard.server.db.query('update environments set api_key = $1 where id = $2', [KEY, environment.id]);
  own = { projectId: project.id, environmentId: environment.id };
});
afterAll(() => dashboard.stop());

/** Makes the flag, or sets it if it is there, and waits until it is served. */
async function setFlag(name: string, enabled: boolean, value: string | null = null): Promise<void> {
  const list = await dashboard.call<{ results: { id: number; name: string }[] }>(
    'GET',
    `/api/v1/projects/${own.projectId}/features/?search=${name}`,
  );
  const known = list.results.find((feature) => feature.name === name);
  if (known === undefined) {
    await dashboard.call('POST', `/api/v1/projects/${own.projectId}/features/`, {
      name,
      default_enabled: enabled,
      initial_value: value ?? '',
    });
  } else {
    await dashboard.call('PATCH', `/api/__future__/environments/${KEY}/features/${known.id}/`, {
      environment_default: { enabled, ...(value === null ? {} : { value: { type: 'string', value } }) },
    });
  }
  const served = async () => {
    const response = await fetch(`${dashboard.server.url}/api/v1/flags/`, { headers: { 'x-environment-key': KEY } });
    const flags = (await response.json()) as { feature: { name: string }; enabled: boolean }[];
    return flags.find(({ feature }) => feature.name === name)?.enabled;
  };
  await expect.poll(served, { timeout: 8_000 }).toBe(enabled);
}

test('butter_bar: on → its markdown stands above every page, and nothing in it runs; off → nothing', async () => {
  const text =
    'Upgrade on **Friday**, see [notes](https://example.com/notes) <img src=x onerror=alert(1)> [bad](javascript:alert(1))';
  await setFlag('butter_bar', true, text);
  const screen = await dashboard.open({ path: '/organisations' });
  await screen.at('butter-bar').waitFor();
  await expect.poll(() => screen.at('butter-bar').locator('strong').textContent()).toBe('Friday');
  await expect.poll(() => screen.at('butter-bar').locator('a').count()).toBe(1);
  expect(await screen.at('butter-bar').locator('img').count()).toBe(0);
  await screen.check();
  await screen.shoot('butter-bar');
  await screen.close();

  const login = await dashboard.open({ path: '/login', as: '' });
  await login.at('butter-bar').waitFor();
  await login.close();

  await setFlag('butter_bar', false);
  const after = await dashboard.open({ path: '/organisations' });
  await after.page.getByRole('heading', { name: 'Organisations' }).waitFor();
  await after.page.waitForLoadState('networkidle');
  expect(await after.at('butter-bar').count()).toBe(0);
  await after.close();
});

test('disable_create_org: on → no new organisations, and the form says why; off → as ever', async () => {
  await setFlag('disable_create_org', true);
  const screen = await dashboard.open({ path: '/create' });
  await expect.poll(() => screen.at('create-organisation-btn').getAttribute('aria-disabled')).toBe('true');
  await screen.close();
  await setFlag('disable_create_org', false);
  const after = await dashboard.open({ path: '/organisations' });
  await after.page.getByRole('button', { name: 'Create organisation' }).waitFor();
  await after.close();
});

test('try_it: absent or on → the flags as an SDK gets them, on a press; off → not there', async () => {
  const path = `${dashboard.environment(0)}/features`;
  const screen = await dashboard.open({ path });
  await screen.at('try-it-btn').click();
  await screen.at('try-it-answer').waitFor();
  await expect.poll(() => screen.at('try-it-answer').textContent()).toContain('"feature_state_value"');
  await screen.close();
  await setFlag('try_it', false);
  const after = await dashboard.open({ path });
  await after.at('feature-item-0').waitFor();
  await expect.poll(() => after.at('try-it').count()).toBe(0);
  await after.close();
});

test('flag_analytics: absent or on → a feature has its usage; off → no such tab, and its address leads to the first one', async () => {
  const { rows } = await dashboard.server.db.query(`select id from features where name = 'dark_mode'`);
  const path = `${dashboard.environment(0)}/features/${rows[0].id}/usage`;
  const tab = { name: 'Usage' };
  const screen = await dashboard.open({ path });
  await screen.page.getByRole('tab', { ...tab, selected: true }).waitFor();
  await screen.close();

  await setFlag('flag_analytics', false);
  const after = await dashboard.open({ path });
  await after.page.getByRole('tab', { name: 'Value', selected: true }).waitFor();
  await after.page.getByText('For everybody in Development').waitFor();
  expect(await after.page.getByRole('tab', tab).count()).toBe(0);
  await after.close();

  await setFlag('flag_analytics', true);
  const again = await dashboard.open({ path });
  await again.page.getByRole('tab', { ...tab, selected: true }).waitFor();
  await again.close();
});

test('dark_mode: on → dark for who has chosen nothing; by a segment of the trait dark_mode → for who chose dark', async () => {
  await setFlag('dark_mode', true);
  const screen = await dashboard.open({ path: '/organisations', theme: 'light' });
  const themeOf = () => screen.page.evaluate(() => document.documentElement.dataset['theme'] ?? 'system');
  await screen.page.evaluate(() => localStorage.removeItem('halyard.theme'));
  await screen.page.reload();
  await expect.poll(themeOf).toBe('dark');
  await setFlag('dark_mode', false);
  await screen.page.reload();
  await expect.poll(themeOf).toBe('system');

  await screen.at('account-menu').click();
  await screen.page.getByRole('menuitem', { name: 'Dark theme' }).click();
  const trait = async () =>
    (await dashboard.server.db.query(`select string_value from traits where trait_key = 'dark_mode'`)).rows[0]
      ?.string_value;
  await expect.poll(trait, { timeout: 5_000 }).toBe('True');
  await screen.close();
});

test('segment_operators: a list → those alone are offered, with its labels; broken JSON → all', async () => {
  const list = [
    { value: 'CONTAINS', label: 'Has in it', valuePlaceholder: 'a part' },
    { value: 'GREATER_THAN:semver', label: 'SemVer >', append: ':semver' },
  ];
  await setFlag('segment_operators', true, JSON.stringify(list));
  const screen = await dashboard.open({ path: `/project/${dashboard.server.demo[0]!.projectId}/segments/create` });
  const labels = async () => {
    await screen.page.reload();
    await screen.at('segmentID').waitFor();
    await screen.page.waitForLoadState('networkidle');
    return screen.at('rule-0-operator-0').locator('option').allTextContents();
  };
  await expect.poll(labels, { timeout: 10_000 }).toEqual(['Has in it', 'SemVer >']);
  await expect.poll(() => screen.at('rule-0-value-0').getAttribute('placeholder')).toBe('a part');
  await setFlag('segment_operators', true, '[{"value":');
  await expect.poll(async () => (await labels()).length, { timeout: 10_000 }).toBe(20);
  await screen.close();
});

test('compare_environments: absent or on → a page in the navigation; off → neither there nor at its address', async () => {
  const path = `/project/${dashboard.server.demo[0]!.projectId}/compare`;
  const screen = await dashboard.open({ path });
  const link = screen.page.getByRole('link', { name: 'Compare' });
  await screen.at('comparing-environments').waitFor();
  await expect.poll(() => link.count()).toBe(1);
  await setFlag('compare_environments', false);
  await screen.page.reload();
  await screen.page.getByText('This page is switched off').waitFor();
  await link.waitFor({ state: 'detached' });
  await screen.page.goto(`${dashboard.server.url}${path}/feature`);
  await screen.page.getByText('This page is switched off').waitFor();
  await screen.close();
});

test('budget: with flags of its own, a usable features page takes three requests', async () => {
  const screen = await dashboard.open({ path: `${dashboard.environment(0)}/features` });
  await screen.at('feature-item-0').waitFor();
  await screen.page.waitForLoadState('networkidle');
  expect(screen.requests.length).toBeLessThanOrEqual(3);
  await screen.close();
});

test('serverside_sdk_keys: absent or on → server-side keys; off → only the client-side one', async () => {
  const path = `${dashboard.environment(0)}/sdk-keys`;
  const screen = await dashboard.open({ path });
  await screen.at('server-keys').waitFor();
  await screen.close();
  await setFlag('serverside_sdk_keys', false);
  const after = await dashboard.open({ path });
  await after.page.getByRole('heading', { name: 'Client-side key' }).waitFor();
  await expect.poll(() => after.at('server-keys').count()).toBe(0);
  await after.close();
});

test('scaleup_audit: on → no audit log below that plan; absent or off, or a larger plan → the log', async () => {
  const path = `/project/${dashboard.server.demo[0]?.projectId}/audit-log`;
  const screen = await dashboard.open({ path });
  await screen.page.getByLabel('Search the log').waitFor();
  await screen.close();
  await setFlag('scaleup_audit', true);
  const after = await dashboard.open({ path });
  await after.page.getByText('keeps the audit log for organisations with a larger plan').waitFor();
  await dashboard.server.db.query(`update subscriptions set plan = 'scale-up-v2'`);
  await after.page.reload();
  await after.page.getByLabel('Search the log').waitFor();
  await after.close();
});

test('plan_based_access: on → no groups and permissions on the free plan; off → as ever', async () => {
  const organisation = `/organisation/${dashboard.server.demo[0]?.organisationId}`;
  await dashboard.server.db.query(`update subscriptions set plan = 'free'`);
  await setFlag('plan_based_access', true);
  const screen = await dashboard.open({ path: `${organisation}/groups` });
  await screen.page.getByText('keeps groups and permissions for organisations with a larger plan').waitFor();
  await screen.page.goto(`${dashboard.server.url}${organisation}/access/user/${dashboard.admin.id}`);
  await screen.page.getByText('keeps groups and permissions for organisations with a larger plan').waitFor();
  await screen.close();
  await setFlag('plan_based_access', false);
  const after = await dashboard.open({ path: `${organisation}/groups` });
  await after.page.getByText('No group yet').waitFor();
  await after.close();
});

test('usage_chart: absent or on → the chart; off → the figures alone', async () => {
  // What the tests above asked for may be counted by now: that does as well.
  await dashboard.server.db.query(
    `insert into api_usage_hours (environment_id, organisation_id, block_start, resource, count)
     values ($1, $2, date_trunc('hour', now(), 'UTC'), 1, 3) on conflict do nothing`,
    [dashboard.server.demo[0]?.environmentId, dashboard.server.demo[0]?.organisationId],
  );
  const path = `/organisation/${dashboard.server.demo[0]?.organisationId}/usage`;
  const screen = await dashboard.open({ path });
  await screen.at('chart').waitFor();
  await screen.close();
  await setFlag('usage_chart', false);
  const after = await dashboard.open({ path });
  await after.at('usage-all').waitFor();
  await expect.poll(() => after.at('chart').count()).toBe(0);
  await after.close();
});

test('integrations: absent or on → a page at each scope, a list in its value narrows it down; off → none of them', async () => {
  const path = `/project/${dashboard.server.demo[0]!.projectId}/integrations`;
  const screen = await dashboard.open({ path });
  const { page } = screen;
  const titles = async () => {
    await page.reload();
    await page.getByRole('heading', { name: 'Integrations' }).waitFor();
    await page.waitForLoadState('networkidle');
    return page.getByRole('main').getByRole('heading', { level: 3 }).allTextContents();
  };
  await expect.poll(async () => (await titles()).length, { timeout: 10_000 }).toBe(12);
  await setFlag('integrations', true, '["slack","datadog"]');
  await expect.poll(titles, { timeout: 10_000 }).toEqual(['Datadog', 'Slack']);
  await setFlag('integrations', false);
  await page.reload();
  await page.getByText('This page is switched off').waitFor();
  await page.getByRole('link', { name: 'Integrations' }).waitFor({ state: 'detached' });
  for (const other of [
    `${dashboard.environment(0)}/integrations`,
    `/organisation/${dashboard.server.demo[0]!.organisationId}/integrations`,
    `${path}/datadog/1`,
  ]) {
    await page.goto(dashboard.server.url + other);
    await page.getByText('This page is switched off').waitFor();
  }
  await setFlag('integrations', true, '["slack","datadog","heap"]');
  await screen.close();
});

test('integration_data: on → what is listed, with its words and labels; off → the dashboard’s own', async () => {
  const data = {
    heap: {
      perEnvironment: true,
      title: 'Heap Analytics',
      description: 'Sends data on what flags served to each identity.',
      docs: 'https://docs.example.com/heap',
      fields: [{ key: 'api_key', label: 'Key of the app' }],
    },
    webhook: { title: 'Not in the list of integrations' },
  };
  await setFlag('integration_data', true, JSON.stringify(data));
  const screen = await dashboard.open({ path: `${dashboard.environment(0)}/integrations` });
  const { page } = screen;
  const titles = async () => {
    await page.reload();
    await page.getByRole('heading', { name: 'Integrations' }).waitFor();
    await page.waitForLoadState('networkidle');
    return page.getByRole('main').getByRole('heading', { level: 3 }).allTextContents();
  };
  await expect.poll(titles, { timeout: 10_000 }).toEqual(['Heap Analytics']);
  await screen.at('set-up-heap').click();
  await page.getByLabel('Key of the app').waitFor();
  expect(await screen.at('integration-base_url').count()).toBe(0);
  await expect
    .poll(() => page.getByRole('link', { name: 'How to set it up' }).getAttribute('href'))
    .toBe(data.heap.docs);
  await screen.check();

  await setFlag('integration_data', false);
  await expect.poll(titles, { timeout: 10_000 }).toEqual(['Slack', 'Heap', 'Datadog']);
  await screen.at('set-up-heap').click();
  await page.getByLabel('App ID').waitFor();
  await expect.poll(() => screen.at('integration-base_url').count()).toBe(1);
  await screen.close();
});
