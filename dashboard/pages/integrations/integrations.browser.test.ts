import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';
import { createViewer } from '../../../worker/testing/dashboard/viewer.ts';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openSink, type Sink } from '../../../worker/testing/fixtures/sink.ts';
import { answerAsSlack, SLACK_CHANNELS, slackVariables } from '../../../worker/testing/integrations/slack-double.ts';

describe.runIf(chromiumProgram !== undefined)('integrations in Chromium', () => {
  let dashboard: Dashboard;
  let sink: Sink;
  let slack: Sink;
  beforeAll(async () => {
    [sink, slack] = await Promise.all([openSink(), openSink()]);
    dashboard = await openDashboard({ variables: slackVariables(slack) });
  });
  beforeEach(() => {
    sink.answer = null;
    answerAsSlack(slack);
  });
  afterAll(async () => {
    await Promise.all([dashboard.stop(), sink.close(), slack.close()]);
  });

  const project = () => `/project/${dashboard.server.demo[0]?.projectId}/integrations`;
  const environment = () => `${dashboard.environment(0)}/integrations`;
  const toggle = async () => {
    const states = `/api/v1/environments/${dashboard.server.demo[0]?.clientKey}/featurestates/`;
    const { results } = await dashboard.call<{ results: { id: number; enabled: boolean }[] }>('GET', states);
    await dashboard.call('PATCH', `${states}${results[0]?.id}/`, { enabled: !results[0]?.enabled });
  };

  test('integrations: off → set up by keyboard, tested, told of a change, its deliveries sent again', async () => {
    const screen = await dashboard.open({ path: project() });
    const { page } = screen;
    await screen.at('integration-datadog').getByText('Off').waitFor();
    await screen.at('set-up-datadog').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-test="integration-base_url"]:focus-within').waitFor();
    await page.keyboard.type(`${sink.url}/datadog`);
    await page.keyboard.press('Tab');
    await page.keyboard.type('hush-hush');
    await page.keyboard.press('Enter');
    await screen.at('integration-datadog').getByText('On', { exact: true }).waitFor();
    await screen.at('test-datadog').click();
    await screen.at('integration-datadog').getByText('The sample event was taken. It answered 200.').waitFor();
    expect(sink.requests[0]?.body).toContain('This is a sample event');

    sink.requests.length = 0;
    await toggle();
    await expect.poll(() => sink.requests.length, { timeout: 8_000 }).toBe(1);
    await screen.at('integration-datadog').getByRole('link', { name: 'Deliveries' }).click();
    await page.getByRole('heading', { name: 'Deliveries to Datadog' }).waitFor();
    await screen.at('delivery-0').getByText('Answered 200').waitFor();
    await screen.at('delivery-0').getByRole('button').click();
    await screen.at('replay').click();
    await expect.poll(() => sink.requests.length, { timeout: 8_000 }).toBe(2);
    await screen.check();
    await screen.close();
  });

  test('integrations: changed without a secret → the secret is kept, and shown nowhere; what is wrong stands at its field', async () => {
    const screen = await dashboard.open({ path: project() });
    const { page } = screen;
    await page.getByRole('button', { name: 'Change Datadog' }).click();
    await expect.poll(() => screen.at('integration-api_key').inputValue()).toBe('');
    await page.getByText('Leave it empty to keep it.').waitFor();
    await screen.at('integration-base_url').fill('nowhere');
    await screen.at('save-integration').click();
    await page.getByText('Enter a valid URL.').waitFor();
    await screen.at('integration-base_url').fill(`${sink.url}/other`);
    await screen.shoot('integration-dialog');
    await screen.check();
    await screen.at('save-integration').click();
    await page.getByText('Changed Datadog').waitFor();
    sink.requests.length = 0;
    sink.answer = (_request, response) => {
      response.statusCode = 403;
      response.end('who are you?');
    };
    await screen.at('test-datadog').click();
    await screen.at('integration-datadog').getByText('It answered 403.').waitFor();
    expect(sink.requests[0]?.path).toContain('/other');
    expect(JSON.stringify(sink.requests[0])).toContain('hush-hush');
    expect(await page.content()).not.toContain('hush-hush');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(async () => {
        await screen.at('test-datadog').click();
        return sink.requests.at(-1)?.path;
      })
      .toContain('/datadog');
    await screen.close();
  });

  test('integrations: removed by its name → off', async () => {
    const screen = await dashboard.open({ path: project() });
    await screen.page.getByRole('button', { name: 'Remove Datadog' }).click();
    await screen.page.getByLabel('Type Datadog to confirm').fill('Datadog');
    await screen.at('confirm-btn').click();
    await screen.at('integration-datadog').getByText('Off').waitFor();
    await screen.close();
  });

  test('integrations: of an environment → the project tells where they are on', async () => {
    const screen = await dashboard.open({ path: environment() });
    const { page } = screen;
    await screen.at('set-up-webhook').click();
    await screen.at('integration-url').fill(`${sink.url}/identities`);
    await screen.at('integration-secret').fill('hush');
    await screen.at('save-integration').click();
    await screen.at('integration-webhook').getByText('On', { exact: true }).waitFor();
    await page.goto(dashboard.server.url + project());
    await screen.at('integration-webhook').getByText('On in 1 of 2').waitFor();
    await screen.at('integration-webhook').getByRole('link', { name: 'Development' }).click();
    await page.getByRole('button', { name: 'Change Webhook' }).click();
    await page.getByLabel('Forget the secret').check();
    await screen.at('save-integration').click();
    await page.getByText('Changed Webhook').waitFor();
    await page.getByRole('button', { name: 'Change Webhook' }).click();
    await screen.at('integration-secret').waitFor();
    expect(await page.getByLabel('Forget the secret').count()).toBe(0);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('Slack: installed at its consent page → back, a channel chosen by keyboard, tested, switched off, removed', async () => {
    const screen = await dashboard.open({ path: environment() });
    const { page } = screen;
    await screen.at('install-slack').click();
    await screen.at('channel-dialog').waitFor();
    await screen.at('channel-picker').focus();
    await page.keyboard.type('rel');
    await page.getByRole('option', { name: '#releases', selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await screen.at('channel-chosen').getByText('#releases').waitFor();
    await screen.shoot('slack-channel');
    await screen.check();
    await screen.at('save-channel').click();
    await page.getByText('posted to #releases').waitFor();
    await screen.at('integration-slack').getByText('C2').waitFor();
    expect(new URL(page.url()).search).toBe('');
    slack.requests.length = 0;
    await screen.at('test-slack').click();
    await screen.at('integration-slack').getByText('The sample event was taken.').waitFor();
    expect(slack.requests[0]?.body).toContain('"C2"');
    await screen.at('integration-slack').getByRole('switch').click();
    await page.getByText('Nothing is posted to Slack').waitFor();
    await page.getByRole('button', { name: 'Remove Slack' }).click();
    await page.getByLabel('Type Slack to confirm').fill('Slack');
    await screen.at('confirm-btn').click();
    await screen.at('choose-channel').waitFor();
    await screen.close();
  });

  test.each([
    { typed: 'rel', outcome: 'the only one that fits is chosen' },
    { typed: '#GENERAL', outcome: 'the one that is called so is chosen' },
    { typed: 'e', outcome: 'none of several is chosen, and they are listed' },
  ])('Slack: $typed and Enter before the channels are there → $outcome', async ({ typed }) => {
    const screen = await dashboard.open({ path: environment() });
    const { page } = screen;
    const listed = Promise.withResolvers<void>();
    await page.route('**/slack-channels/*', async (route) => {
      await listed.promise;
      await route.continue();
    });
    slack.answer = ((before) => (request, response) => {
      if (new URL(request.path, slack.url).pathname !== '/api/conversations.list') return before?.(request, response);
      const channels = [...SLACK_CHANNELS, { id: 'C3', name: 'general-talk' }];
      response.end(JSON.stringify({ ok: true, channels, response_metadata: { next_cursor: '' } }));
    })(slack.answer);
    await screen.at('install-slack').click();
    await screen.at('channel-dialog').waitFor();
    await screen.at('channel-picker').focus();
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    listed.resolve();
    if (typed === 'e') {
      await page.getByRole('option', { name: '#general', exact: true, selected: true }).waitFor();
      await screen.at('channel-chosen').getByText('None is chosen yet.').waitFor();
      await page.keyboard.press('ArrowDown');
      await page.getByRole('option', { name: '#releases', selected: true }).waitFor();
      await page.keyboard.press('Enter');
    }
    const chosen = typed === '#GENERAL' ? '#general' : '#releases';
    await screen.at('channel-chosen').getByText(chosen, { exact: true }).waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('Slack: declined there → back, with a word about it', async () => {
    slack.answer = (request, response) => {
      const url = new URL(request.path, slack.url);
      const outcome = { error: 'access_denied', state: url.searchParams.get('state') ?? '' };
      response.writeHead(302, { location: `${url.searchParams.get('redirect_uri')}?${new URLSearchParams(outcome)}` });
      response.end();
    };
    const screen = await dashboard.open({ path: environment() });
    await screen.at('install-slack').click();
    await screen.page.getByText('it was declined at Slack').waitFor();
    expect(await screen.at('channel-dialog').count()).toBe(0);
    await screen.close();
  });

  test('integrations: of an organisation → what belongs there, and where the others do', async () => {
    const path = `/organisation/${dashboard.server.demo[0]?.organisationId}/integrations`;
    const screen = await dashboard.open({ path });
    await screen.at('set-up-grafana').click();
    await screen.at('integration-base_url').fill(`${sink.url}/grafana`);
    await screen.at('integration-api_key').fill('hush-hush');
    await screen.at('save-integration').click();
    await screen.at('integration-grafana').getByText('On', { exact: true }).waitFor();
    await screen.at('integration-slack').getByText('In each environment').waitFor();
    await screen.check();
    await screen.close();
  });

  test('integrations: somebody who only views → sees how they stand, and why they cannot be changed', async () => {
    const member = await createViewer(dashboard, [0]);
    const screen = await dashboard.open({ path: environment(), as: member.authorization });
    await screen.page.locator('.notice', { hasText: 'Only administrators of Development' }).waitFor();
    await expect.poll(() => screen.at('set-up-heap').getAttribute('aria-disabled')).toBe('true');
    expect(await screen.at('test-webhook').count()).toBe(0);
    await screen.check();
    await screen.page.goto(
      `${dashboard.server.url}/organisation/${dashboard.server.demo[0]?.organisationId}/integrations`,
    );
    await screen.page.getByText('alone see its integrations').waitFor();
    await screen.close();
  });

  test('integrations: the server fails → said, and tried again', async () => {
    const screen = await dashboard.open({ path: '/organisations' });
    const path = '**/api/v1/dash/projects/*/integrations/';
    await screen.page.route(path, (route) => route.fulfill({ status: 403, json: { detail: 'Not you.' } }));
    await screen.page.goto(dashboard.server.url + project());
    await screen.page.getByText('The integrations could not be loaded').waitFor();
    await screen.page.unroute(path);
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await screen.at('integration-datadog').waitFor();
    await screen.close();
  });

  test.each(LOOKS)('integrations: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const screen = await dashboard.open({ ...look, path: environment() });
    await screen.at('integration-webhook').waitFor();
    await screen.shoot('integrations-environment');
    await screen.check();
    await screen.page.goto(dashboard.server.url + project());
    await screen.at('integration-webhook').waitFor();
    await screen.shoot('integrations-project');
    await screen.check();
    await screen.close();
  });
});

describe.runIf(chromiumProgram !== undefined)('a server without a Slack app', () => {
  test('Slack: no SLACK_CLIENT_ID → says what is missing, and does not lead anywhere', async () => {
    const dashboard = await openDashboard();
    const screen = await dashboard.open({ path: `${dashboard.environment(0)}/integrations` });
    await screen.at('integration-slack').getByText('whoever runs it sets SLACK_CLIENT_ID').waitFor();
    await expect.poll(() => screen.at('install-slack').getAttribute('aria-disabled')).toBe('true');
    await screen.check();
    await screen.close();
    await dashboard.stop();
  });
});
