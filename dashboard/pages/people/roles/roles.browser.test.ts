import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../../worker/testing/dashboard/screen.ts';
import { createMember, type Person } from '../../../../worker/testing/management/people.ts';

type Own = {
  permissions: string[];
  admin: boolean;
  tag_based_permissions: { permissions: string[]; tags: number[] }[];
};

describe.runIf(chromiumProgram !== undefined)('roles in Chromium', () => {
  let dashboard: Dashboard;
  let grace: Person;
  let tagId: number;
  beforeAll(async () => {
    dashboard = await openDashboard();
    const { organisationId = 0, projectId = 0 } = dashboard.server.demo[0] ?? {};
    const name = { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' };
    grace = await createMember(dashboard.server.db, organisationId, 'USER', name);
    await dashboard.call('POST', api('groups/'), { name: 'Web' });
    await dashboard.call('POST', api('master-api-keys/'), { name: 'Nightly', is_admin: false });
    const tag = { label: 'checkout-flow', color: '#aa0000' };
    tagId = (await dashboard.call<{ id: number }>('POST', `/api/v1/projects/${projectId}/tags/`, tag)).id;
  });
  afterAll(() => dashboard.stop());

  const at = (page: string) => `/organisation/${dashboard.server.demo[0]?.organisationId}/${page}`;
  const api = (path: string) => `/api/v1/organisations/${dashboard.server.demo[0]?.organisationId}/${path}`;
  const may = (place: string) =>
    dashboard.call<Own>('GET', `/api/v1/${place}my-permissions/`, undefined, grace.authorization);

  test('roles: none → created, given and granted by keyboard; undone → as before', async () => {
    const screen = await dashboard.open({ path: at('roles') });
    const { page } = screen;
    const projectId = dashboard.server.demo[0]?.projectId;
    await page.getByText('No role yet').waitFor();
    await screen.check();
    await screen.at('create-role').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-test="role-name"]:focus-within').waitFor();
    await page.keyboard.type('Release');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Ships the web shop');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Release', level: 1 }).waitFor();
    await screen.at('give-role').focus();
    await page.keyboard.type('grace');
    await page.getByRole('option', { name: /Grace Hopper/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await screen.at('role-holder-0').getByText('Grace Hopper', { exact: true }).waitFor();
    await screen.at('access-project').focus();
    await screen.at('access-project').selectOption(String(projectId));
    await screen.at('role-grants-VIEW_PROJECT').focus();
    await page.keyboard.press('Space');
    await page.getByText('Granted: See the project').waitFor();
    expect((await may(`projects/${projectId}/`)).permissions).toEqual(['VIEW_PROJECT']);

    await page.getByRole('button', { name: 'Take the role from Grace Hopper' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Nobody has this role yet.').waitFor();
    await page.getByText('Grace Hopper no longer has the role Release').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await screen.at('role-holder-0').waitFor();
    expect((await may(`projects/${projectId}/`)).permissions).toEqual(['VIEW_PROJECT']);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('role: given to a group and a key, limited to a tag, renamed → stored; why → names the role', async () => {
    const screen = await dashboard.open({ path: at('roles') });
    const { page } = screen;
    const { projectId, clientKey = '' } = dashboard.server.demo[0] ?? {};
    await page.getByRole('link', { name: 'Release', exact: true }).click();
    for (const [index, text] of [
      [1, 'Web'],
      [2, 'Nightly'],
    ] as const) {
      await screen.at('give-role').fill(text);
      await page.getByRole('option', { name: text }).click();
      await screen.at(`role-holder-${index}`).getByText(text, { exact: true }).waitFor();
    }
    await screen.at('access-project').selectOption(String(projectId));
    await screen.at('access-environment').selectOption(clientKey);
    await screen.at('role-grants-UPDATE_FEATURE_STATE').check();
    await screen.at('role-tags-UPDATE_FEATURE_STATE').fill('checkout-flow');
    await page.getByRole('option', { name: 'checkout-flow' }).click();
    await page.getByText('Only with these tags').waitFor();
    const limited = await may(`environments/${clientKey}/`);
    expect(limited.permissions).not.toContain('UPDATE_FEATURE_STATE');
    expect(limited.tag_based_permissions).toEqual([{ permissions: ['UPDATE_FEATURE_STATE'], tags: [tagId] }]);
    await screen.at('role-name').fill('Releases');
    await screen.at('save-role-name').click();
    await page.getByRole('heading', { name: 'Releases', level: 1 }).waitFor();

    await page.goto(`${dashboard.server.url}${at(`access/user/${grace.id}`)}?project=${projectId}`);
    await screen.at('why-VIEW_PROJECT').getByText('Role Releases').waitFor();
    await screen.at('access-environment').selectOption(clientKey);
    await screen.at('why-UPDATE_FEATURE_STATE').getByText('Role Releases, with some tags').waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('roles: who is no administrator → told why there is nothing to see', async () => {
    const screen = await dashboard.open({ path: at('roles'), as: grace.authorization });
    await screen.page.getByText('alone see roles').waitFor();
    await screen.check();
    await screen.close();
  });

  test.each(LOOKS)('roles: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const { projectId, clientKey } = dashboard.server.demo[0] ?? {};
    const screen = await dashboard.open({ ...look, path: at('roles') });
    await screen.at('role-0').waitFor();
    await screen.shoot('roles');
    await screen.check();
    await screen.at('role-0').getByRole('link').click();
    await screen.at('role-holder-2').waitFor();
    await screen.at('role-grants-CREATE_PROJECT').waitFor();
    await screen.shoot('role');
    await screen.check();
    await screen.page.goto(`${screen.page.url()}?project=${projectId}&environment=${clientKey}`);
    await screen.at('role-tags-UPDATE_FEATURE_STATE').waitFor();
    await screen.at('role-holder-2').waitFor();
    await screen.shoot('role-environment');
    await screen.check();
    await screen.close();
  });

  test('role: deleted by its name → gone, with what it granted', async () => {
    const screen = await dashboard.open({ path: at('roles') });
    const { page } = screen;
    await page.getByRole('link', { name: 'Releases', exact: true }).click();
    await screen.at('delete-role').click();
    await page.getByLabel('Type Releases to confirm').fill('Releases');
    await screen.at('confirm-btn').click();
    await page.getByText('No role yet').waitFor();
    const path = `/api/v1/organisations/${dashboard.server.demo[0]?.organisationId}/projects/`;
    expect(await dashboard.call('GET', path, undefined, grace.authorization)).toEqual([]);
    await screen.close();
  });
});
