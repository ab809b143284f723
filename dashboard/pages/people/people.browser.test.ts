import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { createMember, type Person } from '../../../worker/testing/management/people.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';

describe.runIf(chromiumProgram !== undefined)('people in Chromium', () => {
  let dashboard: Dashboard;
  let grace: Person;
  beforeAll(async () => {
    dashboard = await openDashboard();
    const organisationId = dashboard.server.demo[0]?.organisationId ?? 0;
    const name = { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' };
    grace = await createMember(dashboard.server.db, organisationId, 'USER', name);
  });
  afterAll(() => dashboard.stop());

  const at = (page: string) => `/organisation/${dashboard.server.demo[0]?.organisationId}/${page}`;
  const api = (path: string) => `/api/v1/organisations/${dashboard.server.demo[0]?.organisationId}/${path}`;
  const may = (place: string) =>
    dashboard.call<{ permissions: string[]; admin: boolean }>(
      'GET',
      `/api/v1/${place}my-permissions/`,
      undefined,
      grace.authorization,
    );

  test('members: a role → changed and undone; one’s own → not by oneself', async () => {
    const screen = await dashboard.open({ path: at('members') });
    const { page } = screen;
    const role = page.getByLabel('Role of Grace Hopper');
    await role.selectOption('ADMIN');
    await page.getByText('Grace Hopper: Administrator').waitFor();
    expect(await dashboard.call('GET', api('users/'))).toContainEqual(
      expect.objectContaining({ id: grace.id, role: 'ADMIN' }),
    );
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('As it was before').waitFor();
    await expect.poll(() => role.inputValue()).toBe('USER');
    const own = page.getByRole('row').filter({ hasText: '(you)' });
    expect(await own.getByRole('combobox').count()).toBe(0);
    await screen.close();
  });

  test('invites: pasted addresses, one of a member → said; else sent, again, withdrawn and undone', async () => {
    const screen = await dashboard.open({ path: at('members') });
    const { page } = screen;
    await screen.at('invite-btn').click();
    await screen.at('invite-emails').fill('Ada <new@example.com>, grace@example.com');
    await page.getByRole('button', { name: 'Invite 2 people' }).click();
    await page.locator('.field-error').waitFor();
    await expect.poll(() => screen.at('invite-emails').inputValue()).toContain('grace');
    await screen.at('invite-emails').fill('new@example.com');
    await screen.at('send-invites').click();
    await screen.at('invite-0').getByText('new@example.com', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('A new mail goes to new@example.com').waitFor();
    await page.getByRole('button', { name: 'Withdraw the invite' }).click();
    await page.getByText('Nobody is invited.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await screen.at('invite-0').waitFor();
    await screen.close();
  });

  test('invite links: created → leads to joining; deleted → gone', async () => {
    const screen = await dashboard.open({ path: at('members') });
    const { page } = screen;
    await screen.at('create-link-USER').click();
    const link = (await page.getByLabel('Invite link', { exact: true }).textContent()) ?? '';
    expect(link).toMatch(/\/invite-link\/\w+$/);
    await page.getByRole('button', { name: 'Delete the link to join as member' }).click();
    await screen.at('create-link-USER').waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('groups: none → created by keyboard, a member added, made its administrator, the group renamed', async () => {
    const screen = await dashboard.open({ path: at('groups') });
    const { page } = screen;
    await page.getByText('No group yet').waitFor();
    await screen.at('create-group').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-test="group-name"]:focus-within').waitFor();
    await page.keyboard.type('Web');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Web', level: 1 }).waitFor();
    await screen.at('add-member').focus();
    await page.keyboard.type('grace');
    await page.getByRole('option', { name: /Grace Hopper/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await screen.at('group-member-0').getByText('Grace Hopper', { exact: true }).waitFor();
    await screen.at('group-member-0').getByRole('switch').click();
    await page.getByText('Grace Hopper administers Web').waitFor();
    await screen.at('group-rename').fill('Web team');
    await screen.at('save-group-name').click();
    await page.getByRole('heading', { name: 'Web team', level: 1 }).waitFor();
    await screen.check();
    await screen.close();
  });

  test('permissions: of a group → its members have them, and it says why; undone → not', async () => {
    const screen = await dashboard.open({ path: at('groups') });
    const { page } = screen;
    const projectId = dashboard.server.demo[0]?.projectId;
    await page.getByRole('link', { name: 'Permissions of Web team' }).click();
    await screen.at('access-project').selectOption(String(projectId));
    await screen.at('grant-VIEW_PROJECT').check();
    await page.getByText('Granted: See the project').waitFor();
    expect((await may(`projects/${projectId}/`)).permissions).toEqual(['VIEW_PROJECT']);

    await page.goto(`${dashboard.server.url}${at(`access/user/${grace.id}`)}?project=${projectId}`);
    await screen.at('why-VIEW_PROJECT').getByText('Group Web team').waitFor();
    await screen.at('grant-MANAGE_TAGS').check();
    await screen.at('why-MANAGE_TAGS').getByText('Granted here').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await screen.at('why-MANAGE_TAGS').waitFor({ state: 'detached' });
    expect((await may(`projects/${projectId}/`)).permissions).toEqual(['VIEW_PROJECT']);

    await screen.at('access-environment').selectOption(dashboard.server.demo[0]?.clientKey ?? '');
    await screen.at('grant-admin').click();
    await page.getByText('Made an administrator').waitFor();
    expect((await may(`environments/${dashboard.server.demo[0]?.clientKey}/`)).admin).toBe(true);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('people: who is no administrator → sees the members, and why there is no more', async () => {
    const screen = await dashboard.open({ path: at('members'), as: grace.authorization });
    await screen.at('member-0').waitFor();
    expect(await screen.page.getByRole('combobox').count()).toBe(0);
    expect(await screen.at('invite-btn').count()).toBe(0);
    await screen.check();
    await screen.page.goto(dashboard.server.url + at('groups'));
    await screen.at('group-0').waitFor();
    await expect.poll(() => screen.at('create-group').getAttribute('aria-disabled')).toBe('true');
    await screen.page.goto(dashboard.server.url + at(`access/user/${grace.id}`));
    await screen.page.getByText('alone see and grant permissions').waitFor();
    await screen.close();
  });

  test.each(LOOKS)('people: $theme at $width px → no fault of access, nothing wider', async (look) => {
    if (look === LOOKS[0]) await dashboard.call('POST', api('invite-links/'), { role: 'ADMIN' });
    const screen = await dashboard.open({ ...look, path: at('members') });
    for (const [name, path, mark] of [
      ['members', null, 'member-1'],
      ['groups', at('groups'), 'group-0'],
      ['access', `${at(`access/user/${grace.id}`)}?project=${dashboard.server.demo[0]?.projectId}`, 'why-VIEW_PROJECT'],
    ] as const) {
      if (path !== null) await screen.page.goto(dashboard.server.url + path);
      await screen.at(mark).waitFor();
      await screen.shoot(name);
      await screen.check();
    }
    await screen.page.goto(dashboard.server.url + at('groups'));
    await screen.at('group-0').getByRole('link', { name: 'Web team', exact: true }).click();
    await screen.at('group-member-0').waitFor();
    await screen.shoot('group');
    await screen.check();
    await screen.close();
  });

  test('members: removed by their address → gone, with what was granted', async () => {
    const screen = await dashboard.open({ path: at('members') });
    const { page } = screen;
    await page.getByRole('button', { name: 'Remove Grace Hopper' }).click();
    await page.getByLabel('Type grace@example.com to confirm').fill('grace@example.com');
    await screen.at('confirm-btn').click();
    await page.getByText('Removed grace@example.com').waitFor();
    await page.getByText('Grace Hopper', { exact: true }).waitFor({ state: 'detached' });
    await page.goto(dashboard.server.url + at('groups'));
    await screen.at('group-0').getByText('0 members').waitFor();
    await screen.at('group-0').getByRole('link', { name: 'Web team', exact: true }).click();
    await screen.at('delete-group').click();
    await page.getByLabel('Type Web team to confirm').fill('Web team');
    await screen.at('confirm-btn').click();
    await page.getByText('No group yet').waitFor();
    await screen.close();
  });
});
