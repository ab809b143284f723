import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byKeys, forbidPointers } from '../../worker/testing/dashboard/by-keys.ts';
import { openDashboard, type Dashboard } from '../../worker/testing/dashboard/dashboard.ts';
import type { Screen } from '../../worker/testing/dashboard/screen.ts';
import { chromiumProgram } from '../../worker/testing/fixtures/chromium.ts';
import { createMember } from '../../worker/testing/management/people.ts';
import { codeOf } from '../../worker/testing/management/totp-code.ts';

const PASSWORD = 'correct horse battery';

/** One person's way through every flow, on one page, without a pointer. The steps build on each other. */
describe.runIf(chromiumProgram !== undefined)('by keys alone', () => {
  let dashboard: Dashboard;
  let screen: Screen;
  let organisation: string;
  let project: string;
  let environment: string;
  beforeAll(async () => {
    dashboard = await openDashboard({ variables: { ALLOW_PRIVATE_DESTINATIONS: 'true' } });
    screen = await dashboard.open({ as: '', path: '/favicon.svg' });
    await forbidPointers(screen);
  });
  afterAll(async () => {
    expect(screen.faults).toEqual([]);
    await dashboard.stop();
  });

  const { press, type, onto, at, named, into, enter, space, select, pick, chooseLast, ...rest } = byKeys(() => screen);
  const { see, go, focusIn, typeFirst, confirm } = rest;

  test('sign up → organisation, project, environment and feature; sign out and in', async () => {
    await go('/signup');
    await into('first_name', 'Grace');
    for (const text of ['Hopper', 'grace@example.com', PASSWORD]) {
      await press('Tab');
      await type(text);
    }
    await press('Enter');
    await see('Create an organisation');
    await typeFirst('organisation-name', 'Navy');
    await press('Enter');
    await enter(at('create-project-btn'));
    await typeFirst('project-name', 'Compiler');
    await press('Enter');
    await see('No feature yet');
    [, project, environment] = /(\/project\/\d+)(\/environment\/[^/]+)/.exec(screen.page.url()) as unknown as [
      string,
      string,
      string,
    ];
    const { rows } = await dashboard.server.db.query(`select id from organisations where name = 'Navy'`);
    organisation = `/organisation/${rows[0].id}`;
    await press('c');
    await typeFirst('featureID', 'linker');
    await press('Enter');
    await at('feature-drawer').waitFor();
    await press('Escape');
    await at('feature-drawer').waitFor({ state: 'detached' });

    await chooseLast(at('account-menu'));
    await into('email', 'grace@example.com');
    await into('password', PASSWORD);
    await press('Enter');
    await at('account-menu').waitFor();
  });

  test('a feature → toggled, its value edited, a variation, settings, history', async () => {
    await go(`${project}${environment}/features`);
    await space(screen.page.getByRole('row').filter({ hasText: 'linker' }).getByRole('switch'));
    await see('linker is on');
    await enter(named('link', 'linker'));
    await into('featureValue', 'mold');
    await press('Control+Enter');
    await see('Saved linker in Development');
    await onto(named('tab', 'Value'));
    await press('ArrowRight');
    await press('Enter');
    await enter(at('add-variation'));
    await into('variation-key-0', 'fast');
    await into('variation-value-0', 'lld');
    await into('variation-weight-0', '30');
    await enter(at('update-feature-btn'));
    await see('fast');
    await onto(named('tab', /^Variations/));
    await press('End');
    await press('Enter');
    await into('featureDesc', 'Links');
    await enter(at('save-description'));
    await space(at('server-only'));
    await expect.poll(() => at('server-only').getAttribute('aria-checked')).toBe('true');
    await onto(named('tab', 'Settings'));
    await press('ArrowLeft');
    await press('Enter');
    await at('history-entry').first().waitFor();
  });

  test('segments → two created, one edited; overrides added, put into another order, removed', async () => {
    for (const [name, property, value] of [
      ['german', 'country', 'DE'],
      ['recent', 'app', '14'],
    ] as const) {
      await go(`${project}/segments`);
      await enter(at('show-create-segment-btn'));
      await typeFirst('segmentID', name);
      await into('rule-0-property-0', property);
      await into('rule-0-value-0', value);
      await enter(at('create-segment-btn'));
      await see(`Created ${name}`);
    }
    await at('segment-page').waitFor();
    await select('rule-0-operator-0', 'contains');
    await into('rule-0-value-0', '15');
    await press('Control+Enter');
    await see('Saved recent');

    await go(`${project}${environment}/features`);
    await enter(named('link', 'linker'));
    await onto(named('tab', 'Value'));
    await press('ArrowRight');
    await press('ArrowRight');
    await press('Enter');
    for (const [index, name] of ['german', 'recent'].entries()) {
      await pick('segment-picker', name, name);
      await typeFirst(`segment-override-value-${index}`, name);
    }
    await enter(named('button', 'Move recent up'));
    await see('recent is now 1 of 2');
    await press('Alt+ArrowDown');
    await see('recent is now 2 of 2');
    await enter(named('button', 'Remove the override for german'));
    await enter(at('update-feature-btn'));
    await see('Saved linker in Development');
  });

  test('identities → created, found, overridden, given a trait, deleted', async () => {
    await go(`${project}${environment}/identities`);
    await enter(at('create-identity-btn'));
    await typeFirst('identifier', 'ada');
    await press('Enter');
    await at('delete-identity').waitFor();
    await go(`${project}${environment}/identities`);
    await onto(screen.page.getByLabel('Search identifiers'));
    await type('ada');
    await screen.page.waitForURL(/q=ada/);
    await enter(named('link', 'ada'));
    await space(screen.page.getByRole('row').filter({ hasText: 'linker' }).getByRole('switch'));
    await see('Saved linker for ada');
    await enter(at('add-trait'));
    await typeFirst('trait-key', 'plan');
    await into('trait-value', 'pro');
    await press('Enter');
    await at('traits').getByText('plan', { exact: true }).first().waitFor();
    await enter(at('delete-identity'));
    await confirm('ada');
    await see('Deleted ada');
  });

  test('audit log → filtered, an entry opened; comparing → swapped; the playground → a person added', async () => {
    await go(`${project}/audit-log`);
    await at('audit-2').waitFor();
    await select('audit-environment', 'Development');
    await screen.page.waitForURL(/environment=/);
    await at('audit-0').waitFor();
    await enter(at('audit-0').getByRole('button'));
    await at('audit-entry').waitFor();
    await press('Escape');
    await at('audit-entry').waitFor({ state: 'detached' });
    await go(`${project}/compare`);
    await enter(named('button', 'Swap'));
    await screen.page.waitForURL(/left=/);
    await enter(named('button', 'linker'));
    await at('copy-panel').waitFor();
    await enter(at('copy-btn'));
    await go(`${project}/playground`);
    await enter(at('add-person'));
    await at('person-2').waitFor();
  });

  test('tags and settings → created, renamed, deleted by their names', async () => {
    await go(`${project}/settings`);
    await into('project-name', 'Linker');
    await press('Enter');
    await see('Saved');
    await enter(at('create-tag'));
    await typeFirst('tag-label', 'backend');
    await press('Enter');
    await enter(named('button', 'Delete backend'));
    await confirm('backend');
    await see('Deleted the tag backend');
    await go(`${project}${environment}/settings`);
    await into('environment-name', 'Dev');
    await press('Enter');
    await see('Saved');
    await space(at('setting-hide_sensitive_data'));
    await see('Hide sensitive data: on');
    await into('clone-name', 'Copy');
    await press('Enter');
    await screen.page.waitForURL(/\/features$/);
    await go(new URL(screen.page.url()).pathname.replace(/features$/, 'settings'));
    await enter(at('delete-btn'));
    await confirm('Copy');
    await see('Deleted Copy');
    await go(`${organisation}/settings`);
    await into('organisation-name', 'Fleet');
    await press('Enter');
    await see('Saved');
  });

  test('people → a group and its member, a role and its holder, permissions, an invite', async () => {
    const name = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
    const ada = await createMember(dashboard.server.db, Number(organisation.split('/')[2]), 'USER', name);
    await go(`${organisation}/groups`);
    await enter(at('create-group'));
    await typeFirst('group-name', 'Web');
    await press('Enter');
    await pick('add-member', 'ada', /Ada Lovelace/);
    await at('group-member-0').waitFor();
    await enter(at('delete-group'));
    await confirm('Web');
    await see('No group yet');
    await go(`${organisation}/roles`);
    await enter(at('create-role'));
    await typeFirst('role-name', 'Release');
    await press('Enter');
    await pick('give-role', 'ada', /Ada Lovelace/);
    await at('role-holder-0').waitFor();
    await go(`${organisation}/access/user/${ada.id}`);
    await select('access-project', 'Linker');
    await space(at('grant-VIEW_PROJECT'));
    await see('Granted: See the project');
    await go(`${organisation}/members`);
    await enter(at('invite-btn'));
    await typeFirst('invite-emails', 'new@example.com');
    await enter(at('send-invites'));
    await at('invite-0').waitFor();
    await enter(named('button', 'Remove Ada Lovelace'));
    await confirm('ada@example.com');
    await see('Removed ada@example.com');
  });

  test('API keys, SDK keys, webhooks, integrations → created and deleted', async () => {
    for (const [path, button, field, text, remove] of [
      [`${organisation}/api-keys`, 'create-api-key', 'api-key-name', 'ci', 'ci'],
      [`${project}${environment}/sdk-keys`, 'create-server-key', 'server-key-name', 'worker', 'worker'],
      [`${project}${environment}/webhooks`, 'create-webhook', 'webhook-url', 'http://127.0.0.1:9/', '127.0.0.1:9'],
    ] as const) {
      await go(path);
      await enter(at(button));
      await typeFirst(field, text);
      await press('Enter');
      if (field === 'api-key-name') await enter(at('api-key-done'));
      await enter(named('button', `Delete ${remove}`));
      await confirm(remove);
      await named('button', `Delete ${remove}`).waitFor({ state: 'detached' });
    }
    await go(`${organisation}/integrations`);
    await enter(at('set-up-grafana'));
    await typeFirst('integration-base_url', 'http://127.0.0.1:9');
    await into('integration-api_key', 'hush');
    await press('Enter');
    await enter(named('button', 'Remove Grafana'));
    await confirm('Grafana');
    await at('set-up-grafana').waitFor();
  });

  test('account → name and theme, a second factor set up and ended; the feature, the project deleted by their names', async () => {
    await go('/account');
    await into('first-name', 'Amazing');
    await press('Enter');
    await see('Saved');
    await select('theme', 'Dark');
    await expect.poll(() => screen.page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await enter(at('start-second-factor'));
    const secret = (await screen.page.getByLabel('Secret', { exact: true }).textContent()) ?? '';
    await into('first-code', codeOf(secret));
    await press('Enter');
    await enter(at('codes-kept'));
    await see('Authenticator app: on');
    await enter(at('end-second-factor'));
    await focusIn('end-password');
    await type(PASSWORD);
    await press('Enter');
    await see('Authenticator app: off');

    await go(`${project}${environment}/features`);
    await chooseLast(named('button', 'More about linker'));
    await confirm('linker');
    await see('No feature yet');
    await go(`${project}/settings`);
    await enter(at('delete-btn'));
    await confirm('Linker');
    await see('No project yet');
  });
});
