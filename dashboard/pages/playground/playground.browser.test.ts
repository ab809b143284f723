import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';
import { createViewer } from '../../../worker/testing/dashboard/viewer.ts';
import { toQuery } from './playground-state.ts';

const PEOPLE = [
  { identifier: 'ada@example.com', traits: '{"plan": "enterprise", "orders": 42, "email": "ada@example.com"}' },
  { identifier: 'grace@example.org', traits: '{"plan": "free", "orders": 3}' },
  { identifier: 'somebody', traits: '' },
];
/** Of whom the demo has traits, which count beneath those that are typed. */
const KNOWN = [
  { identifier: 'ada@example.com', traits: '' },
  { identifier: 'grace@example.org', traits: '{"plan": "enterprise", "orders": 20}' },
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

  const settledTable = ({ page }: Screen) => page.locator('table[aria-busy=false]');
  const shownIn = (cell: ReturnType<typeof cellOf>) =>
    cell.evaluate((button) =>
      [...button.children]
        .filter((part) => !part.classList.contains('hidden-text'))
        .map((part) => part.textContent)
        .join(''),
    );

  test.each([
    ['strangers and known people with all of their traits typed', PEOPLE],
    ['known people with none or some of their traits typed', KNOWN],
  ])('playground: %s, in two environments → every cell is what the server answers', async (_, people) => {
    const environments = keys.slice(0, 2);
    const screen = await dashboard.open({ path: `${base()}?${toQuery({ people, environments })}` });
    await settledTable(screen).waitFor();
    const names = ['Development', 'Production'];
    let compared = 0;
    for (const [index, key] of environments.entries()) {
      for (const person of people) {
        for (const { feature, enabled, feature_state_value: value } of await served(key, person)) {
          const cell = cellOf(screen, feature.name, person.identifier, names[index]!);
          const text = await shownIn(cell);
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
    expect(compared).toBeGreaterThan(15 * people.length - 15);
    expect(screen.requests.filter((one) => !one.startsWith('GET'))).toEqual([]);
    await screen.check();
    await screen.page.getByText('Only what differs').click();
    await screen.page.waitForURL(/only=different/);
    await screen.close();
  });

  test('what an environment hides → shown, and told that it is not sent', async () => {
    const key = keys[0]!;
    const { projectId } = dashboard.server.demo[0]!;
    const { results } = await dashboard.call<{ results: { id: number; name: string }[] }>(
      'GET',
      `/api/v1/projects/${projectId}/features/`,
    );
    const hidden = results.find(({ name }) => name === 'fraud_score_limit')!;
    const set = async (isHiding: boolean) => {
      await dashboard.call('PATCH', `/api/v1/environments/${key}/`, { hide_disabled_flags: isHiding });
      await dashboard.call('PATCH', `/api/v1/projects/${projectId}/features/${hidden.id}/`, {
        is_server_key_only: isHiding,
      });
    };
    await set(true);
    const person = PEOPLE[2]!;
    await expect.poll(async () => (await served(key, person)).some(({ enabled }) => !enabled)).toBe(false);
    const sent = new Set((await served(key, person)).map(({ feature }) => feature.name));
    const screen = await dashboard.open({ path: `${base()}?${toQuery({ people: [person], environments: [key] })}` });
    await cellOf(screen, 'dark_mode', 'somebody', 'Development').waitFor();
    for (const { name } of results) {
      const text = await shownIn(cellOf(screen, name, 'somebody', 'Development'));
      expect([name, /not sent|servers only/.test(text)]).toEqual([name, !sent.has(name)]);
    }
    await cellOf(screen, 'dark_mode', 'somebody', 'Development').click();
    await screen.at('explanation').getByText('sends no flag that is off').waitFor();
    await screen.check();
    await set(false);
    await screen.close();
  });

  test('stored traits → named beside the person; without VIEW_IDENTITIES → said that they are missing', async () => {
    const path = `${base()}?${toQuery({ people: KNOWN, environments: keys.slice(0, 1) })}`;
    const screen = await dashboard.open({ path });
    await screen.page.getByText('Known in Development, and used unless typed above: email: ada@example.com').waitFor();
    await screen.check();
    await screen.shoot('playground-stored');
    await screen.at('person-1').fill('ada@example.co');
    await expect.poll(() => screen.page.getByText('email: ada@example.com').count()).toBe(0);
    await screen.close();

    const { authorization: as, email } = await createViewer(dashboard, [0]);
    const half = await dashboard.open({ path, as, email });
    await half.page.getByText('VIEW_IDENTITIES on Development').waitFor();
    await cellOf(half, 'dark_mode', 'ada@example.com', 'Development').waitFor();
    await half.close();
  });

  test('a cell → its reason, rules with ticks and crosses, shares, and the same as curl', async () => {
    const screen = await dashboard.open({
      path: `${base()}?${toQuery({ people: PEOPLE.slice(0, 1), environments: keys.slice(0, 1) })}`,
    });
    await cellOf(screen, 'checkout_button', 'ada@example.com', 'Development').click();
    const dialog = screen.at('explanation');
    await dialog.getByText('Segment premium_customers →').waitFor();
    await expect.poll(() => dialog.textContent()).toContain('plan is one of pro, enterprise · found enterprise');
    await expect.poll(() => dialog.textContent()).toContain('control value: from');
    await expect.poll(() => screen.at('elsewhere').textContent()).toContain(`X-Environment-Key: ${keys[0]}`);
    await screen.at('kit').selectOption('Python');
    await expect.poll(() => screen.at('elsewhere').textContent()).toContain('get_identity_flags');
    await screen.check();
    await screen.shoot('playground-explanation');
    await screen.close();
  });

  test('a feature changed on another page meanwhile → what is evaluated is asked for anew', async () => {
    const screen = await dashboard.open({ path: base() });
    const cell = cellOf(screen, 'maintenance_mode', 'somebody', 'Development');
    await cell.waitFor();
    const before = await shownIn(cell);
    expect(before).toMatch(/^Off/);
    const goTo = (name: string) => screen.page.locator('nav').getByRole('link', { name, exact: true }).click();
    await goTo('Features');
    await screen.page.getByRole('row').filter({ hasText: 'maintenance_mode' }).getByRole('switch').click();
    await expect
      .poll(async () => (await served(keys[0]!, PEOPLE[2]!)).find(({ feature }) => feature.name === 'maintenance_mode'))
      .toMatchObject({ enabled: true });
    await goTo('Playground');
    await expect.poll(() => shownIn(cell)).toMatch(/^On/);
    await screen.close();
  });

  test('what is typed → the matrix follows, the address holds it; traits that are no JSON → said beside the field', async () => {
    const screen = await dashboard.open({ path: base() });
    const cell = cellOf(screen, 'welcome_message', 'somebody', 'Development');
    await cell.waitFor();
    await expect.poll(() => cell.textContent()).toContain('Welcome aboard!');
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
    await expect.poll(() => screen.at('traits-1').inputValue()).toBe('{"plan": "pro", "orders": 99}');
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
    await settledTable(screen).waitFor();
    await screen.check();
    await screen.shoot('playground');
    await screen.close();
  });
});
