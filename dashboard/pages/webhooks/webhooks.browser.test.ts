import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openSink, type Sink } from '../../../worker/testing/fixtures/sink.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../worker/testing/dashboard/screen.ts';
import { createViewer } from '../../../worker/testing/dashboard/viewer.ts';

describe.runIf(chromiumProgram !== undefined)('webhooks in Chromium', () => {
  let dashboard: Dashboard;
  let sink: Sink;
  beforeAll(async () => {
    [dashboard, sink] = await Promise.all([
      openDashboard({ variables: { ALLOW_PRIVATE_DESTINATIONS: 'true' } }),
      openSink(),
    ]);
  });
  beforeEach(() => {
    sink.answer = null;
  });
  afterAll(async () => {
    await Promise.all([dashboard.stop(), sink.close()]);
  });

  const path = () => `${dashboard.environment(0)}/webhooks`;
  const toggle = async () => {
    const states = `/api/v1/environments/${dashboard.server.demo[0]?.clientKey}/featurestates/`;
    const { results } = await dashboard.call<{ results: { id: number; enabled: boolean }[] }>('GET', states);
    await dashboard.call('PATCH', `${states}${results[0]?.id}/`, { enabled: !results[0]?.enabled });
  };

  test('webhooks: none → created by keyboard; a changed flag → delivered, and sent again', async () => {
    const screen = await dashboard.open({ path: path() });
    const { page } = screen;
    await page.getByText('No webhook yet').waitFor();
    await screen.at('create-webhook').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-test="webhook-url"]:focus-within').waitFor();
    await page.keyboard.type(`${sink.url}/flags`);
    await page.keyboard.press('Tab');
    await page.keyboard.type('hush');
    await page.keyboard.press('Enter');
    await screen.at('webhook-0').getByText('Signed').waitFor();
    await toggle();
    await expect.poll(() => sink.requests.length, { timeout: 8_000 }).toBe(1);

    await screen.at('webhook-0').getByRole('link').click();
    await screen.at('delivery-0').getByText('Answered 200').waitFor();
    await screen.at('delivery-0').getByRole('button', { name: 'FLAG_UPDATED' }).click();
    await screen.at('delivery').getByText('"event_type": "FLAG_UPDATED"').waitFor();
    await screen.shoot('delivery');
    await screen.check();
    await screen.at('replay').click();
    await expect.poll(() => sink.requests.length, { timeout: 8_000 }).toBe(2);
    expect(sink.requests[1]?.headers['x-halyard-delivery']).toBe(sink.requests[0]?.headers['x-halyard-delivery']);
    await page.keyboard.press('Escape');
    await screen.at('delivery').waitFor({ state: 'detached' });
    await screen.close();
  });

  test('webhooks: refused by the receiver → failed, with its reply; all failed are sent again', async () => {
    sink.answer = (_request, response) => {
      response.statusCode = 410;
      response.end('gone away');
    };
    await toggle();
    const screen = await dashboard.open({ path: path() });
    const { page } = screen;
    await screen.at('webhook-0').getByRole('link').click();
    await page.getByRole('tab', { name: 'Failed' }).click();
    await expect
      .poll(async () => {
        await page.getByRole('button', { name: 'Refresh' }).click();
        return screen.at('delivery-0').count();
      })
      .toBe(1);
    await screen.at('delivery-0').getByRole('button').click();
    await screen.at('delivery').getByText('gone away').waitFor();
    await page.keyboard.press('Escape');
    await screen.at('delivery').waitFor({ state: 'detached' });
    sink.answer = null;
    await screen.at('replay-failed').click();
    await page.getByText('1 is sent again').waitFor();
    await page.getByRole('tab', { name: 'Delivered' }).click();
    await expect
      .poll(async () => {
        await page.getByRole('button', { name: 'Refresh' }).click();
        return screen.at('delivery-1').count();
      })
      .toBe(1);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('webhooks: a sample → what the address answers; an address that is none → said at the field', async () => {
    const screen = await dashboard.open({ path: path() });
    const { page } = screen;
    await screen.at('create-webhook').click();
    await screen.at('webhook-url').fill('nowhere');
    await screen.at('save-webhook').click();
    await page.getByText('Enter a valid URL.').waitFor();
    await screen.at('webhook-url').fill(`${sink.url}/sample`);
    await screen.at('try-webhook').click();
    await page.getByText('It took the sample, and answered 200.').waitFor();
    sink.answer = (_request, response) => {
      response.statusCode = 500;
      response.end();
    };
    await screen.at('try-webhook').click();
    await page.getByText('answered with another status than 2xx').waitFor();
    await expect.poll(() => screen.at('webhook-url').inputValue()).toBe(`${sink.url}/sample`);
    await screen.close();
  });

  test('webhooks: switched off, undone, changed, deleted by its host → as it says', async () => {
    const screen = await dashboard.open({ path: path() });
    const { page } = screen;
    const row = screen.at('webhook-0');
    await row.getByRole('switch').click();
    await page.getByText('is told of nothing').waitFor();
    await expect.poll(() => row.getByRole('switch').getAttribute('aria-checked')).toBe('false');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('is told of changes').waitFor();
    const { host } = new URL(sink.url);
    await row.getByRole('button', { name: `Change ${host}` }).click();
    await screen.at('webhook-url').fill(`${sink.url}/other`);
    await screen.at('save-webhook').click();
    await row.getByText('/other').waitFor();
    await row.getByRole('button', { name: `Delete ${host}` }).click();
    await page.getByLabel(`Type ${host} to confirm`).fill(host);
    await screen.at('confirm-btn').click();
    await page.getByText('No webhook yet').waitFor();
    await screen.close();
  });

  test('webhooks: someone who only views → sees them, and why they cannot be changed', async () => {
    const member = await createViewer(dashboard, [0]);
    const screen = await dashboard.open({ path: path(), as: member.authorization });
    await screen.at('create-webhook').waitFor();
    await expect.poll(() => screen.at('create-webhook').getAttribute('aria-disabled')).toBe('true');
    const organisation = `/organisation/${dashboard.server.demo[0]?.organisationId}/webhooks`;
    await screen.page.goto(dashboard.server.url + organisation);
    await screen.page.getByText('alone see its webhooks').waitFor();
    await screen.check();
    await screen.close();
  });

  test.each(LOOKS)('webhooks: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const organisation = `/organisation/${dashboard.server.demo[0]?.organisationId}/webhooks`;
    if (look === LOOKS[0]) {
      const api = `/api/v1/organisations/${dashboard.server.demo[0]?.organisationId}/webhooks/`;
      await dashboard.call('POST', api, {
        url: `${sink.url}/a-rather-long-address/of/a/receiver?with=queries`,
        enabled: true,
      });
      await toggle();
    }
    const screen = await dashboard.open({ ...look, path: organisation });
    await screen.at('webhook-0').waitFor();
    await screen.shoot('webhooks');
    await screen.check();
    await screen.at('webhook-0').getByRole('link').click();
    await screen.at('delivery-0').waitFor();
    await screen.shoot('deliveries');
    await screen.check();
    await screen.close();
  });
});
