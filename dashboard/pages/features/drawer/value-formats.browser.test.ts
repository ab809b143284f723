import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDashboard, type Dashboard } from '../../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS } from '../../../../worker/testing/dashboard/screen.ts';
import { chromiumProgram } from '../../../../worker/testing/fixtures/chromium.ts';

describe.runIf(chromiumProgram !== undefined)('formats of values in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
  });
  afterAll(() => dashboard.stop());

  const address = async () => {
    const { rows } = await dashboard.server.db.query(`select id from features where name = 'welcome_message'`);
    return `${dashboard.environment(0)}/features/${rows[0].id}`;
  };

  test('formats: guessed while typing; JSON and XML are checked; what does not fit is saved all the same', async () => {
    const screen = await dashboard.open({ path: await address() });
    const value = screen.at('featureValue');
    const format = (name: string) => screen.at(`format-${name}`);
    await value.fill('{"a": 1}');
    await expect.poll(() => format('json').isChecked()).toBe(true);
    await screen.page.getByText('Valid JSON').waitFor();
    await value.fill('<a><b/></a>');
    await expect.poll(() => format('xml').isChecked()).toBe(true);
    await screen.page.getByText('Valid XML').waitFor();
    await value.fill('<a><b></a>');
    await screen.page.getByText('This is no well-formed XML.').waitFor();
    await screen.at('update-feature-btn').click();
    await screen.page.getByText('Saved welcome_message in Development').waitFor();
    await value.fill('plain');
    await expect.poll(() => format('txt').isChecked()).toBe(true);
    await expect.poll(() => screen.at('format-fault').count()).toBe(0);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('formats: chosen by arrow keys → stays, whatever is typed; linked to the field for readers of the screen', async () => {
    const screen = await dashboard.open({ path: await address() });
    const { page } = screen;
    await screen.at('featureValue').fill('hello');
    await screen.at('format-txt').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => screen.at('format-json').isChecked()).toBe(true);
    await screen.at('format-fault').waitFor();
    await screen.at('featureValue').fill('<a/>');
    await expect.poll(() => screen.at('format-json').isChecked()).toBe(true);
    const hint = await screen.at('featureValue').getAttribute('aria-describedby');
    await expect.poll(() => page.locator(`#${hint}`).textContent()).toContain('This is no valid JSON.');
    await screen.close();
  });

  test.each(LOOKS)('formats: $theme at $width px → no fault of access, nothing wider', async (look) => {
    const screen = await dashboard.open({ ...look, path: await address() });
    await screen.at('featureValue').fill('{"a": ');
    await screen.at('format-fault').waitFor();
    await screen.shoot('value-formats');
    await screen.check();
    await screen.close();
  });
});
