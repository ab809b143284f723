import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byKeys, forbidPointers } from '../../worker/testing/dashboard/by-keys.ts';
import { openDashboard, type Dashboard } from '../../worker/testing/dashboard/dashboard.ts';
import type { Screen } from '../../worker/testing/dashboard/screen.ts';
import { chromiumProgram } from '../../worker/testing/fixtures/chromium.ts';

describe.runIf(chromiumProgram !== undefined)('lists, comparing and custom fields by keys alone', () => {
  let dashboard: Dashboard;
  let screen: Screen;
  let project: string;
  beforeAll(async () => {
    dashboard = await openDashboard();
    project = `/project/${dashboard.server.demo[0]?.projectId}`;
    screen = await dashboard.open({ path: '/favicon.svg' });
    await forbidPointers(screen);
  });
  afterAll(async () => {
    expect(screen.faults).toEqual([]);
    await dashboard.stop();
  });

  const { press, type, onto, at, named, enter, space, select, pick, see, go, into, ...rest } = byKeys(() => screen);
  const { typeFirst, confirm } = rest;
  const labelled = (label: string) => screen.page.getByLabel(label, { exact: true });
  const feature = (name: string) => screen.page.getByRole('link', { name, exact: true });
  const gone = (target: Locator) => target.waitFor({ state: 'detached' });
  const noQuery = () => screen.page.waitForURL(({ search }) => search === '');
  const features = () => go(`${dashboard.environment(0)}/features`);

  test('features: narrowed down by each filter → what fits; cleared → all of them', async () => {
    await features();
    await feature('dark_mode').waitFor();
    for (const [narrow, address, other] of [
      [() => select(labelled('State'), 'Off'), /state=off/, 'checkout_button'],
      [() => pick(named('combobox', 'Filter by tag'), 'check', 'checkout'), /tags=\d/, 'dark_mode'],
      [() => pick(named('combobox', 'Filter by tag'), 'without', 'Without tags'), /tags=none/, 'dark_mode'],
      [() => pick(named('combobox', 'Filter by owner'), 'ada', /Ada/), /owners=\d/, 'dark_mode'],
      [() => select(labelled('Archived'), 'Archived'), /archived/, 'dark_mode'],
    ] as const) {
      await narrow();
      await screen.page.waitForURL(address);
      await gone(feature(other));
      await enter(named('button', 'Clear all'));
      await noQuery();
      await feature(other).waitFor();
    }
    await press('/');
    await screen.page.locator('input[type=search]:focus').waitFor();
    await type('page');
    await screen.page.waitForURL(/q=page/);
    await gone(feature('dark_mode'));
    await enter(named('button', 'Clear all'));
    await noQuery();
    await onto(labelled('Value contains'));
    await type('24');
    await screen.page.waitForURL(/value=24/);
    await gone(feature('dark_mode'));
    await pick(named('combobox', 'Filter by tag'), 'front', 'frontend');
    await screen.page.waitForURL(/tags=\d/);
    await enter(named('button', 'Remove frontend'));
    await screen.page.waitForURL(({ search }) => !search.includes('tags'));
    await feature('page_size').waitFor();
  });

  test('features: several chosen → tagged, turned on, undone; deleted by their number', async () => {
    const { projectId } = dashboard.server.demo[0]!;
    for (const name of ['old_a', 'old_b']) {
      await dashboard.call('POST', `/api/v1/projects/${projectId}/features/`, { name });
    }
    const chosen = async () => {
      for (const name of ['old_a', 'old_b']) await space(labelled(`Select ${name}`));
      await see('2 features selected');
    };
    await features();
    await chosen();
    await enter(named('button', 'Tags of the selected features'));
    await screen.page.locator('[role=menuitem]:focus').waitFor();
    await press('Enter');
    await see('2 features tagged');
    await chosen();
    await enter(at('bulk-bar').getByRole('button', { name: 'Turn on' }));
    await see('2 features turned on in Development');
    await enter(named('button', 'Undo').last());
    await see('2 features: undone');
    await chosen();
    await enter(at('bulk-bar').getByRole('button', { name: 'Delete' }));
    await confirm('2 features');
    await see('2 features deleted');
    await gone(feature('old_a'));
  });

  test('comparing: a feature chosen; two identities chosen → what differs; all of it', async () => {
    await go(`${project}/compare`);
    await onto(named('tab', 'Environments'));
    await press('ArrowRight');
    await press('Enter');
    await pick('compare-feature', 'welc', 'welcome_message');
    await at('compare-in-Production').waitFor();
    await onto(named('tab', 'One feature'));
    await press('ArrowRight');
    await press('Enter');
    await pick('compare-one', 'ada', /^ada@/);
    await screen.page.waitForURL(/one=\d/);
    await pick('compare-two', 'grace', /^grace@/);
    await at('compare-row-checkout_button').waitFor();
    await select('compare-which', 'All');
    await at('compare-row-page_size').waitFor();
  });

  test('custom field → created, changed, filled in on a feature, deleted', async () => {
    await go(`${project}/settings`);
    await enter(at('create-field'));
    await typeFirst('field-name', 'ticket');
    await select('field-type', 'Link');
    await select('field-feature', 'May');
    await enter(at('save-field'));
    await see('Created ticket');
    await enter(named('button', 'Change ticket'));
    await into('field-name', 'issue');
    await press('Enter');
    await at('field-row-0').getByText('issue', { exact: true }).waitFor();
    await features();
    await enter(feature('theme'));
    await at('featureValue').waitFor();
    await onto(named('tab', 'Value'));
    await press('End');
    await press('Enter');
    await into('custom-issue', 'https://issues.example.com/7');
    await press('Enter');
    await see('Saved the fields of theme');
    await go(`${project}/settings`);
    await enter(named('button', 'Delete issue'));
    await confirm('issue');
    await see('Deleted the field issue');
  });
});
