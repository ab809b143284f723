import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';
import { createViewer } from '../../../worker/testing/dashboard/viewer.ts';

describe.runIf(chromiumProgram !== undefined)('the audit log in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
    const [development, production] = dashboard.server.demo;
    for (const [index, key] of [development?.clientKey, production?.clientKey].entries()) {
      await dashboard.call('PATCH', `/api/v1/environments/${key}/`, { description: `changed ${index}` });
    }
    await dashboard.call('PATCH', `/api/v1/projects/${development?.projectId}/`, { stale_flags_limit_days: 11 });
  });
  afterAll(() => dashboard.stop());

  const path = () => `/project/${dashboard.server.demo[0]?.projectId}/audit-log`;
  const organisationPath = () => `/organisation/${dashboard.server.demo[0]?.organisationId}/audit`;

  test('audit log: an entry, opened by keyboard → who, when, old and new; its address is its own', async () => {
    const screen = await dashboard.open({ path: path() });
    const { page } = screen;
    await screen.at('audit-0').getByRole('button').focus();
    await page.keyboard.press('Enter');
    const entry = screen.at('audit-entry');
    await entry.getByText('stale flags limit days').waitFor();
    expect(await entry.locator('ins').allTextContents()).toContain('11');
    await entry.getByText(dashboard.admin.email).waitFor();
    await screen.shoot('audit-entry');
    await screen.check();
    expect(new URL(page.url()).searchParams.get('entry')).toMatch(/^\d+$/);
    await page.keyboard.press('Escape');
    await entry.waitFor({ state: 'detached' });
    await screen.close();
  });

  test('audit log: narrowed down by environment, author, words and days → those alone; nothing fits → all again', async () => {
    const screen = await dashboard.open({ path: path() });
    const { page } = screen;
    await screen.at('audit-2').waitFor();
    await screen.at('audit-environment').selectOption({ label: 'Production' });
    await expect.poll(() => screen.at('audit-0').textContent()).toContain('Production');
    await screen.at('audit-1').waitFor({ state: 'detached' });
    await screen.at('audit-author').selectOption({ label: 'Ada Lovelace' });
    await page.getByLabel('From', { exact: true }).fill('2020-01-01');
    await screen.at('audit-0').waitFor();
    await page.getByLabel('To', { exact: true }).fill('2020-01-02');
    await page.getByText('Nothing fits').waitFor();
    await screen.check();
    await page.getByRole('button', { name: 'Clear all' }).last().click();
    await screen.at('audit-2').waitFor();
    await page.getByLabel('Search the log').fill('no such thing');
    await page.getByText('Nothing fits').waitFor();
    expect(page.url()).toContain('q=no+such+thing');
    await screen.close();
  });

  test('audit log: who may not read it → why, and no request for it', async () => {
    const member = await createViewer(dashboard, [0]);
    const screen = await dashboard.open({ path: path(), as: member.authorization });
    await screen.page.getByText('VIEW_AUDIT_LOG').waitFor();
    expect(screen.requests.filter((request) => request.includes('/audit/'))).toEqual([]);
    await screen.page.goto(dashboard.server.url + organisationPath());
    await screen.page.getByText('alone see its audit log').waitFor();
    await screen.check();
    await screen.close();
  });

  test.each(LOOKS)('audit log: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const screen = await dashboard.open({ ...look, path: organisationPath() });
    await screen.at('audit-0').waitFor();
    await screen.shoot('audit-log');
    await screen.check();
    await screen.close();
  });
});
