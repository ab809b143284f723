import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EnvironmentDetail } from '../../../worker/contract/environments.ts';
import type { ProjectDetail } from '../../../worker/contract/projects.ts';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';
import { createViewer } from '../../../worker/testing/dashboard/viewer.ts';

describe.runIf(chromiumProgram !== undefined)('settings in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const projectPath = () => `/project/${dashboard.server.demo[0]?.projectId}/settings`;
  const organisationPath = () => `/organisation/${dashboard.server.demo[0]?.organisationId}/settings`;
  const environment = () =>
    dashboard.call<EnvironmentDetail>('GET', `/api/v1/environments/${dashboard.server.demo[0]?.clientKey}/`);
  const project = () =>
    dashboard.call<ProjectDetail>('GET', `/api/v1/projects/${dashboard.server.demo[0]?.projectId}/`);

  test('environment: a banner, by keyboard alone → stored, above the page; undone → gone', async () => {
    const screen = await dashboard.open({ path: `${dashboard.environment(0)}/settings` });
    const { page } = screen;
    await screen.at('banner-text').focus();
    await page.keyboard.type('Careful here');
    await page.keyboard.press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    expect((await environment()).banner_text).toBe('Careful here');
    await page.locator('.env-banner').waitFor();
    await screen.check();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('.env-banner').waitFor({ state: 'detached' });
    expect((await environment()).banner_text).toBe('');
    await screen.close();
  });

  test('environment: an empty name → refused at the field, what was typed stays; discarded → as stored', async () => {
    const screen = await dashboard.open({ path: `${dashboard.environment(0)}/settings` });
    const { page } = screen;
    await screen.at('environment-name').fill(' ');
    await screen.at('save-environment').click();
    await page.getByText('This field may not be blank.').waitFor();
    await expect.poll(() => screen.at('environment-name').inputValue()).toBe(' ');
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => screen.at('environment-name').inputValue()).toBe('Development');
    await screen.close();
  });

  test('environment: a switch and a choice → stored at once, undone by the toast', async () => {
    const screen = await dashboard.open({ path: `${dashboard.environment(0)}/settings` });
    const { page } = screen;
    await screen.at('setting-hide_sensitive_data').click();
    await page.getByText('Hide sensitive data: on').waitFor();
    expect((await environment()).hide_sensitive_data).toBe(true);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: Hide sensitive data: on').waitFor();
    expect((await environment()).hide_sensitive_data).toBe(false);
    await screen.at('setting-hide_disabled_flags').selectOption('yes');
    await page.getByText('Flags that are off: hidden').waitFor();
    expect((await environment()).hide_disabled_flags).toBe(true);
    await screen.close();
  });

  test('environment: a copy → versions on and off in it, deleted by its name', async () => {
    const screen = await dashboard.open({ path: `${dashboard.environment(0)}/settings` });
    const { page } = screen;
    await screen.at('clone-name').fill('Copy');
    await screen.at('clone-btn').click();
    await page.waitForURL(/\/features$/);
    await page.getByRole('heading', { name: 'Features' }).waitFor();
    await page.goto(page.url().replace(/features$/, 'settings'));
    await screen.at('versioning-btn').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('Versions of features: on').waitFor();
    await screen.at('versioning-btn').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('Versions of features: off').waitFor();
    await screen.at('delete-btn').click();
    await page.getByLabel('Type Copy to confirm').fill('Copy');
    await screen.at('confirm-btn').click();
    await page.getByText('Deleted Copy').waitFor();
    await page.waitForURL(/\/features$/);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('environment: someone who only views → everything is there, nothing can be changed, and why', async () => {
    const member = await createViewer(dashboard, [0]);
    const screen = await dashboard.open({ path: `${dashboard.environment(0)}/settings`, as: member.authorization });
    await screen.page.getByText('Only administrators of Development change its settings.').first().waitFor();
    await expect.poll(() => screen.at('setting-allow_client_traits').getAttribute('aria-disabled')).toBe('true');
    await expect.poll(() => screen.at('environment-name').getAttribute('readonly')).not.toBeNull();
    await expect.poll(() => screen.at('delete-btn').getAttribute('aria-disabled')).toBe('true');
    await screen.check();
    await screen.close();
  });

  test('project: a pattern that is none → said at the field; a good one and a number → stored', async () => {
    const screen = await dashboard.open({ path: projectPath() });
    const { page } = screen;
    await screen.at('feature-name-regex').fill('([');
    await screen.at('save-project').click();
    await page.locator('.field-error').waitFor();
    await screen.at('feature-name-regex').fill('[a-z_]+');
    await screen.at('stale-days').fill('45');
    await screen.at('save-project').click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await project()).toMatchObject({ feature_name_regex: '[a-z_]+', stale_flags_limit_days: 45 });
    await screen.close();
  });

  test('project: a tag → created, changed, deleted by its name', async () => {
    const screen = await dashboard.open({ path: projectPath() });
    const { page } = screen;
    await screen.at('create-tag').click();
    await screen.at('tag-label').fill('billing');
    await screen.at('save-tag').click();
    const row = page.getByRole('row').filter({ hasText: 'billing' });
    await row.getByRole('button', { name: 'Change billing' }).click();
    await screen.at('tag-label').fill('payments');
    await screen.at('save-tag').click();
    await page.getByText('Changed payments').waitFor();
    await page.getByRole('button', { name: 'Delete payments' }).click();
    await page.getByLabel('Type payments to confirm').fill('payments');
    await screen.at('confirm-btn').click();
    await page.getByText('Deleted the tag payments').waitFor();
    await page.getByRole('cell', { name: 'payments', exact: true }).waitFor({ state: 'detached' });
    await screen.close();
  });

  test('organisation: its name and an address that is none → said at the field, then stored', async () => {
    const screen = await dashboard.open({ path: organisationPath() });
    const { page } = screen;
    await screen.at('notification-email').fill('nobody@x');
    await screen.at('save-organisation').click();
    await page.getByText('Enter a valid email address.').waitFor();
    await screen.at('notification-email').fill('ops@example.com');
    await screen.at('save-organisation').click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.reload();
    await expect.poll(() => screen.at('notification-email').inputValue()).toBe('ops@example.com');
    await screen.close();
  });

  test('organisation: a rule → stored; a second factor for everybody → only by who has one', async () => {
    const screen = await dashboard.open({ path: organisationPath() });
    const { page } = screen;
    await screen.at('setting-restrict_project_create_to_admin').click();
    await page.getByText('Only administrators create projects: on').waitFor();
    const factor = screen.at('setting-force_2fa');
    await expect.poll(() => factor.getAttribute('title')).toBe('Set up a second factor in your own account first.');
    await factor.click({ force: true });
    await expect.poll(() => factor.getAttribute('aria-checked')).toBe('false');
    await page.route('**/user-active-methods/', (route) =>
      route.fulfill({ json: [{ name: 'app', is_primary: true }] }),
    );
    await page.reload();
    await expect.poll(() => factor.getAttribute('aria-disabled')).toBe('false');
    await factor.click();
    await page.getByText('Everybody needs a second factor: on').waitFor();
    const { rows } = await dashboard.server.db.query(
      'update organisations set force_2fa = false where force_2fa returning id',
    );
    expect(rows).toHaveLength(1);
    await screen.close();
  });

  test.each(LOOKS)('settings: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const screen = await dashboard.open({ ...look, path: `${dashboard.environment(0)}/settings` });
    for (const [name, path, mark] of [
      ['environment-settings', null, 'save-environment'],
      ['project-settings', projectPath(), 'save-project'],
      ['organisation-settings', organisationPath(), 'save-organisation'],
    ] as const) {
      if (path !== null) await screen.page.goto(dashboard.server.url + path);
      await screen.at(mark).waitFor();
      await screen.shoot(name);
      await screen.check();
    }
    await screen.close();
  });
});
