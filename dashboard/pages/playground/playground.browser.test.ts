import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';
import { toQuery } from './playground-state.ts';

const PEOPLE = [
  { identifier: 'ada@example.com', traits: '{"plan": "enterprise", "orders": 42, "email": "ada@example.com"}' },
  { identifier: 'grace@example.org', traits: '{"plan": "free", "orders": 3}' },
  { identifier: 'somebody', traits: '' },
];

describe.runIf(chromiumProgram !== undefined)('playground in Chromium', () => {
  let dashboard: Dashboard;
  let keys: string[];
  beforeAll(async () => {
    dashboard = await openDashboard();
    keys = dashboard.server.demo.map(({ clientKey }) => clientKey);
  });
  afterAll(() => dashboard.stop());

  const base = () => `/project/${dashboard.server.demo[0]!.projectId}/playground`;
  const cellOf = ({ page }: Screen, feature: string, person: string, environment: string) =>
    page.getByRole('button', { name: `${feature} for ${person} in ${environment}: why` });

  /** What the server answers an SDK that sends the same. */
  async function served(key: string, { identifier, traits }: (typeof PEOPLE)[number]) {
    const list = Object.entries(JSON.parse(traits || '{}') as object);
    const answer = await fetch(`${dashboard.server.url}/api/v1/identities/`, {
      method: 'POST',
      headers: { 'x-environment-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({
        identifier,
        transient: true,
        traits: list.map(([name, value]) => ({ trait_key: name, trait_value: value as string, transient: true })),
      }),
    });
    const { flags } = (await answer.json()) as {
      flags: { feature: { name: string }; enabled: boolean; feature_state_value: string | number | boolean | null }[];
    };
    return flags;
  }

  test('playground: three people in two environments → every cell is what the server answers', async () => {
    const environments = keys.slice(0, 2);
    const screen = await dashboard.open({ path: `${base()}?${toQuery({ people: PEOPLE, environments })}` });
    await screen.page.getByRole('table', { name: 'What everybody gets' }).waitFor();
    const names = ['Development', 'Production'];
    let compared = 0;
    for (const [index, key] of environments.entries()) {
      for (const person of PEOPLE) {
        for (const { feature, enabled, feature_state_value: value } of await served(key, person)) {
          const cell = cellOf(screen, feature.name, person.identifier, names[index]!);
          const text = await cell.evaluate((button) =>
            [...button.children]
              .filter((part) => !part.classList.contains('hidden-text'))
              .map((part) => part.textContent)
              .join(''),
          );
          const shown = value === null || value === '' ? '' : String(value);
          expect([key, person.identifier, feature.name, text]).toEqual([
            key,
            person.identifier,
            feature.name,
            `${enabled ? 'On' : 'Off'}${shown}`,
          ]);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(30);
    expect(screen.requests.filter((one) => !one.startsWith('GET'))).toEqual([]);
    await screen.check();
    await screen.page.getByText('Only what differs').click();
    await screen.page.waitForURL(/only=different/);
    await screen.close();
  });

  test('a cell → its reason, rules with ticks and crosses, shares, and the same as curl', async () => {
    const screen = await dashboard.open({
      path: `${base()}?${toQuery({ people: PEOPLE.slice(0, 1), environments: keys.slice(0, 1) })}`,
    });
    await cellOf(screen, 'checkout_button', 'ada@example.com', 'Development').click();
    const dialog = screen.at('explanation');
    await dialog.getByText('Segment premium_customers →').waitFor();
    expect(await dialog.textContent()).toContain('plan is one of pro, enterprise · found enterprise');
    expect(await dialog.textContent()).toContain('control value: from');
    expect(await screen.at('elsewhere').textContent()).toContain(`X-Environment-Key: ${keys[0]}`);
    await screen.at('kit').selectOption('Python');
    expect(await screen.at('elsewhere').textContent()).toContain('get_identity_flags');
    await screen.check();
    await screen.shoot('playground-explanation');
    await screen.close();
  });

  test('what is typed → the matrix follows, the address holds it; traits that are no JSON → said beside the field', async () => {
    const screen = await dashboard.open({ path: base() });
    const cell = cellOf(screen, 'welcome_message', 'somebody', 'Development');
    await cell.waitFor();
    expect(await cell.textContent()).toContain('Welcome aboard!');
    await screen.at('traits-1').fill('{"plan": "pro", "orders": 99');
    await screen.page.getByText('This is not JSON.').waitFor();
    await screen.at('traits-1').fill('{"plan": "pro", "orders": 99}');
    await expect.poll(() => cell.textContent()).toContain('Good to see you again!');
    await screen.at('add-person').click();
    await screen.at('person-2').fill('another');
    await cellOf(screen, 'welcome_message', 'another', 'Development').waitFor();
    const address = screen.page.url();
    await screen.page.goto(address);
    await cellOf(screen, 'welcome_message', 'another', 'Development').waitFor();
    expect(await screen.at('traits-1').inputValue()).toBe('{"plan": "pro", "orders": 99}');
    await screen.page.getByRole('button', { name: 'Remove person 2' }).click();
    await expect.poll(() => screen.at('person-2').count()).toBe(0);
    await screen.close();
  });

  test('by keyboard: a person is added and named, a cell opened and closed', async () => {
    const screen = await dashboard.open({ path: base() });
    const { page } = screen;
    await cellOf(screen, 'dark_mode', 'somebody', 'Development').focus();
    await page.keyboard.press('Enter');
    await screen.at('explanation').waitFor();
    await page.keyboard.press('Escape');
    await screen.at('explanation').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('result');
    await screen.at('add-person').focus();
    await page.keyboard.press('Space');
    await screen.at('person-2').waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('the document cannot be loaded → said, and tried again', async () => {
    const screen = await dashboard.open({ path: '/organisations' });
    await screen.page.route('**/document/', (route) => route.fulfill({ status: 503, json: { detail: 'Away.' } }));
    await screen.page.goto(`${dashboard.server.url}${base()}`);
    await screen.page.getByText('An environment could not be loaded').waitFor();
    await screen.page.unroute('**/document/');
    await screen.page.getByRole('button', { name: 'Try again' }).click();
    await cellOf(screen, 'dark_mode', 'somebody', 'Development').waitFor();
    await screen.close();
  });

  test.each(LOOKS)('looks: $theme, $width px', async ({ theme, width }) => {
    const query = toQuery({ people: PEOPLE, environments: keys.slice(0, 2) });
    const screen = await dashboard.open({ path: `${base()}?${query}`, theme, width });
    await screen.page.getByRole('table', { name: 'What everybody gets' }).waitFor();
    await screen.check();
    await screen.shoot('playground');
    await screen.close();
  });
});
