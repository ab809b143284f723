import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDashboard, type Dashboard } from '../../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../../worker/testing/dashboard/screen.ts';
import { createViewer } from '../../../../worker/testing/dashboard/viewer.ts';
import { chromiumProgram } from '../../../../worker/testing/fixtures/chromium.ts';

describe.runIf(chromiumProgram !== undefined)('custom fields in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const project = () => `/project/${dashboard.server.demo[0]?.projectId}`;
  const organisation = () => `/organisation/${dashboard.server.demo[0]?.organisationId}`;
  const api = () => `/api/v1/projects/${dashboard.server.demo[0]?.projectId}`;
  const fields = () =>
    dashboard.call<{
      results: { name: string; model_fields: { content_type: number; is_required_for: object[] }[] }[];
    }>('GET', `${api()}/metadata/fields/?include_organisation=true`);

  test('fields: defined for a project by keyboard, required of features → stored so', async () => {
    const screen = await dashboard.open({ path: `${project()}/settings` });
    const { page } = screen;
    await page.getByText('No custom field yet').waitFor();
    await screen.at('create-field').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-test="field-name"]:focus-within').waitFor();
    await page.keyboard.type('ticket');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Link');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Where it was asked for');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Must');
    await screen.shoot('field-dialog');
    await screen.check();
    await page.keyboard.press('Tab');
    await page.keyboard.type('May');
    await page.keyboard.press('Tab');
    await page.keyboard.type('May');
    await page.keyboard.press('Enter');
    await screen.at('save-field').click();
    await screen.at('field-row-0').getByText('Features (required), Segments, Environments').waitFor();
    const { results } = await fields();
    expect(results[0]?.model_fields.map((use) => [use.content_type, use.is_required_for])).toEqual([
      [1, [{ content_type: 5, object_id: dashboard.server.demo[0]?.projectId }]],
      [2, []],
      [3, []],
    ]);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('fields: a name that is taken → said at the field', async () => {
    const screen = await dashboard.open({ path: `${project()}/settings` });
    await screen.at('create-field').click();
    await screen.at('field-name').fill('ticket');
    await screen.at('save-field').click();
    await screen.page.getByText('A custom field of this name exists already.').waitFor();
    await screen.close();
  });

  test('fields: half of it fails → said, and trying again stores the rest alone', async () => {
    const screen = await dashboard.open({ path: `${project()}/settings` });
    const { page } = screen;
    const uses = '**/metadata-model-fields/';
    await page.route(uses, (route) => route.fulfill({ status: 403, json: { detail: 'Not now.' } }));
    await screen.at('create-field').click();
    await screen.at('field-name').fill('cost centre');
    await screen.at('save-field').click();
    await page.getByText('Not now.').waitFor();
    await page.unroute(uses);
    await screen.at('save-field').click();
    await page.getByText('Created cost centre').waitFor();
    const { results } = await fields();
    expect(results.filter(({ name }) => name === 'cost centre')).toHaveLength(1);
    await page.getByRole('button', { name: 'Delete cost centre' }).click();
    await page.getByLabel('Type cost centre to confirm').fill('cost centre');
    await screen.at('confirm-btn').click();
    await page.getByText('Deleted the field cost centre').waitFor();
    await screen.close();
  });

  test('feature: created without what is required → told; with it → stored, and shown in its settings', async () => {
    const screen = await dashboard.open({ path: `${dashboard.environment(0)}/features/create` });
    const { page } = screen;
    await screen.at('custom-ticket').waitFor();
    await screen.at('featureID').fill('with_ticket');
    await screen.at('create-feature-btn').click();
    await page.getByText('ticket must be filled here.').waitFor();
    await screen.at('custom-ticket').fill('nowhere');
    await page.getByText('Enter an address that begins with').waitFor();
    await screen.at('custom-ticket').fill('https://tickets.example.com/7');
    await screen.at('create-feature-btn').click();
    await page.getByText('Created with_ticket').waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await expect.poll(() => screen.at('custom-ticket').inputValue()).toBe('https://tickets.example.com/7');

    await screen.at('custom-ticket').fill('');
    await page.getByText('ticket must be filled here.').waitFor();
    await screen.at('save-custom-fields').click();
    await screen.at('custom-ticket').fill('https://tickets.example.com/8');
    await screen.shoot('feature-fields');
    await screen.check();
    await screen.at('save-custom-fields').click();
    await page.getByText('Saved the fields of with_ticket').waitFor();
    const read = async () => {
      const list = await dashboard.call<{ results: { metadata: { field_value: string }[] }[] }>(
        'GET',
        `${api()}/features/?search=with_ticket`,
      );
      return list.results[0]?.metadata.map((item) => item.field_value);
    };
    await expect.poll(read).toEqual(['https://tickets.example.com/8']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(read).toEqual(['https://tickets.example.com/7']);
    await screen.close();
  });

  test('segment and environment: filled in their settings → stored', async () => {
    const list = await dashboard.call<{ results: { id: number; name: string }[] }>('GET', `${api()}/segments/`);
    const segment = list.results[0];
    const screen = await dashboard.open({ path: `${project()}/segments/${segment?.id}/settings` });
    await screen.at('custom-ticket').fill('https://tickets.example.com/segment');
    await screen.at('save-custom-fields').click();
    await screen.page.getByText(`Saved the fields of ${segment?.name}`).waitFor();
    await screen.page.goto(`${dashboard.server.url}${dashboard.environment(0)}/settings`);
    await screen.at('custom-ticket').fill('https://tickets.example.com/environment');
    await screen.at('save-custom-fields').click();
    await screen.page.getByText('Saved the fields of Development').waitFor();
    await screen.page.reload();
    await expect.poll(() => screen.at('custom-ticket').inputValue()).toBe('https://tickets.example.com/environment');
    const { rows } = await dashboard.server.db.query(
      'select field_value from metadata_values order by id desc limit 2',
    );
    expect(rows.map((row: { field_value: string }) => row.field_value)).toEqual([
      'https://tickets.example.com/environment',
      'https://tickets.example.com/segment',
    ]);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('organisation: its fields stand in projects as its own, and are not changed there', async () => {
    const screen = await dashboard.open({ path: `${organisation()}/settings` });
    await screen.at('create-field').click();
    await screen.at('field-name').fill('owner team');
    await screen.at('field-segment').selectOption('required');
    await screen.at('save-field').click();
    await screen.page.getByText('Created owner team').waitFor();
    await screen.page.goto(`${dashboard.server.url}${project()}/settings`);
    await screen.page.getByText('Features, Segments (required)').waitFor();
    expect(await screen.page.getByRole('button', { name: 'Change owner team' }).count()).toBe(0);

    await screen.page.goto(`${dashboard.server.url}${project()}/segments/create`);
    await screen.at('segmentID').fill('nobodys');
    await screen.at('rule-0-property-0').fill('plan');
    await screen.at('create-segment-btn').click();
    await screen.page.getByText('owner team must be filled here.').waitFor();
    await screen.at('custom-owner team').fill('payments');
    await screen.at('create-segment-btn').click();
    await screen.page.getByText('Created nobodys').waitFor();
    await screen.close();
  });

  test('somebody who only views → sees the fields, and cannot change them', async () => {
    const member = await createViewer(dashboard, [0]);
    const screen = await dashboard.open({ path: `${project()}/settings`, as: member.authorization });
    await screen.at('field-row-0').waitFor();
    await expect.poll(() => screen.at('create-field').getAttribute('aria-disabled')).toBe('true');
    expect(await screen.page.getByRole('button', { name: 'Change ticket' }).count()).toBe(0);
    await screen.close();
  });

  test.each(LOOKS)('custom fields: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const screen = await dashboard.open({ ...look, path: `${project()}/settings` });
    await screen.at('field-row-0').waitFor();
    await screen.at('field-row-0').scrollIntoViewIfNeeded();
    await screen.shoot('custom-fields');
    await screen.check();
    await screen.close();
  });
});
