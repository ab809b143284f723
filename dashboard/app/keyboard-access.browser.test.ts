import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byKeys, forbidPointers } from '../../worker/testing/dashboard/by-keys.ts';
import { openDashboard, type Dashboard } from '../../worker/testing/dashboard/dashboard.ts';
import type { Screen } from '../../worker/testing/dashboard/screen.ts';
import { chromiumProgram } from '../../worker/testing/fixtures/chromium.ts';
import { openSink, type Sink } from '../../worker/testing/fixtures/sink.ts';
import { answerAsSlack, slackVariables } from '../../worker/testing/integrations/slack-double.ts';
import { createMember, type Person } from '../../worker/testing/management/people.ts';

describe.runIf(chromiumProgram !== undefined)('roles and Slack by keys alone', () => {
  let dashboard: Dashboard;
  let screen: Screen;
  let slack: Sink;
  let grace: Person;
  beforeAll(async () => {
    slack = await openSink();
    answerAsSlack(slack);
    dashboard = await openDashboard({ variables: slackVariables(slack) });
    const name = { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' };
    grace = await createMember(dashboard.server.db, dashboard.server.demo[0]!.organisationId, 'USER', name);
    screen = await dashboard.open({ path: '/favicon.svg' });
    await forbidPointers(screen);
  });
  afterAll(async () => {
    expect(screen.faults).toEqual([]);
    await Promise.all([dashboard.stop(), slack.close()]);
  });

  const { press, type, at, named, enter, space, select, pick, see, go, into, ...rest } = byKeys(() => screen);
  const { focusIn, typeFirst, confirm } = rest;

  test('role → granted things of the organisation, a project and, with a tag, an environment; held, changed, deleted', async () => {
    const { organisationId, clientKey } = dashboard.server.demo[0]!;
    await go(`/organisation/${organisationId}/roles`);
    await enter(at('create-role'));
    await typeFirst('role-name', 'Release');
    await press('Tab');
    await type('Ships the web shop');
    await press('Enter');
    await pick('give-role', 'grace', /Grace Hopper/);
    await at('role-holder-0').waitFor();
    await space(at('role-grants-CREATE_PROJECT'));
    await see('Granted: ');
    await select('access-project', 'Demo');
    await space(at('role-grants-VIEW_PROJECT'));
    await see('Granted: See the project');
    await select('access-environment', 'Development');
    await space(at('role-grants-UPDATE_FEATURE_STATE'));
    await pick('role-tags-UPDATE_FEATURE_STATE', 'check', 'checkout');
    await see('Only with these tags');
    const path = `/api/v1/environments/${clientKey}/my-permissions/`;
    expect(await dashboard.call('GET', path, undefined, grace.authorization)).toMatchObject({
      tag_based_permissions: [{ permissions: ['UPDATE_FEATURE_STATE'] }],
    });
    await enter(named('button', 'Remove checkout'));
    await see('For everything');
    await enter(named('button', 'Take the role from Grace Hopper'));
    await see('Nobody has this role yet.');
    await into('role-name', 'Releases');
    await press('Enter');
    await screen.page.getByRole('heading', { name: 'Releases', level: 1 }).waitFor();
    await enter(at('delete-role'));
    await confirm('Releases');
    await see('No role yet');
  });

  test('Slack → installed at its consent page, a channel chosen, tested, switched off, removed', async () => {
    await go(`${dashboard.environment(0)}/integrations`);
    await enter(at('install-slack'));
    await focusIn('channel-picker');
    await pick('channel-picker', 'rel', '#releases');
    await at('channel-chosen').getByText('#releases').waitFor();
    await enter(at('save-channel'));
    await see('posted to #releases');
    await enter(at('test-slack'));
    await see('The sample event was taken.');
    await space(at('integration-slack').getByRole('switch'));
    await see('Nothing is posted to Slack');
    await enter(named('button', 'Remove Slack'));
    await confirm('Slack');
    await at('choose-channel').waitFor();
  });
});
