import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Flag } from '../../../worker/contract/flag-updates.ts';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';
import { createMember, type Person } from '../../../worker/testing/management/people.ts';

describe.runIf(chromiumProgram !== undefined)('changes of others, in Chromium', () => {
  let dashboard: Dashboard;
  let ana: Person;
  beforeAll(async () => {
    dashboard = await openDashboard();
    ana = await createMember(dashboard.server.db, dashboard.server.demo[0]!.organisationId, 'ADMIN');
    await dashboard.server.db.query(`update users set first_name = 'Ana', last_name = 'Souza' where email = $1`, [
      ana.email,
    ]);
  });
  afterAll(() => dashboard.stop());

  const setLive = (isLive: boolean) =>
    dashboard.call('PATCH', `/api/v1/projects/${dashboard.server.demo[0]!.projectId}/`, {
      enable_realtime_updates: isLive,
    });
  const idOf = async (name: string) => {
    const { rows } = await dashboard.server.db.query('select id from features where name = $1', [name]);
    return Number(rows[0].id);
  };
  const flagPath = async (name: string) =>
    `/api/__future__/environments/${dashboard.server.demo[0]!.clientKey}/features/${await idOf(name)}/`;
  const read = async (name: string) => dashboard.call<Flag>('GET', await flagPath(name));
  /** What somebody else stores. */
  const set = async (name: string, body: object) =>
    dashboard.call('PATCH', await flagPath(name), { environment_default: body }, ana.authorization);
  const value = (text: string) => ({ value: { type: 'string', value: text } });
  const seeSwitch = ({ page }: Screen, name: string, isOn: boolean) =>
    page.getByRole('row').filter({ hasText: name }).locator(`[role=switch][aria-checked=${isOn}]`).waitFor();
  /** A page, once its stream is open. */
  const openListening = async (path: string, look: object = {}) => {
    const screen = await dashboard.open({ ...look, path: '/favicon.svg' });
    const stream = screen.page.waitForResponse(/\/sse\//);
    await screen.page.goto(dashboard.server.url + path);
    await stream;
    return screen;
  };
  /** The drawer, once the page listens. */
  const openDrawer = async (name: string, look: object = {}) => {
    const path = `${dashboard.environment(0)}/features/${await idOf(name)}`;
    const screen = await openListening(path, look);
    await screen.at('featureValue').waitFor();
    return screen;
  };

  test('realtime updates: a flag switched by somebody else → switched in the list, nothing asked for but the list', async () => {
    await setLive(true);
    const screen = await openListening(`${dashboard.environment(0)}/features`);
    await seeSwitch(screen, 'dark_mode', false);
    const sent = screen.requests.length;
    await set('dark_mode', { enabled: true });
    await seeSwitch(screen, 'dark_mode', true);
    expect(screen.requests.slice(sent).filter((one) => !one.endsWith('/features/'))).toEqual([]);
    await set('dark_mode', { enabled: false });
    await seeSwitch(screen, 'dark_mode', false);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('realtime updates: the open feature changed by somebody else → its new value', async () => {
    await setLive(true);
    const screen = await openDrawer('welcome_message');
    await set('welcome_message', value('Moin'));
    await expect.poll(() => screen.at('featureValue').inputValue(), { timeout: 8_000 }).toBe('Moin');
    await screen.close();
  });

  test('a dirty draft: somebody else saves → kept, who it was is said; kept mine → both changes are stored', async () => {
    await setLive(true);
    await set('welcome_message', { enabled: true, ...value('Before') });
    const screen = await openDrawer('welcome_message');
    await screen.at('featureValue').fill('What I am typing');
    await set('welcome_message', { enabled: false });
    await screen.at('conflict').waitFor();
    await screen.at('conflict').getByText('Ana Souza changed this feature just now.').waitFor();
    await expect.poll(() => screen.at('featureValue').inputValue()).toBe('What I am typing');
    await expect.poll(() => screen.at('update-feature-btn').getAttribute('aria-disabled')).toBe('true');
    await screen.at('see-theirs').click();
    await expect.poll(() => screen.at('conflict-diff').textContent()).toBe('StateOn becomes Off');
    await screen.shoot('conflict');
    await screen.check();

    await screen.at('keep-mine').click();
    await screen.at('conflict').waitFor({ state: 'detached' });
    await expect.poll(() => screen.at('diff').textContent()).toContain('Before becomes What I am typing');
    await screen.at('update-feature-btn').click();
    await screen.page.getByText('Saved welcome_message in Development').waitFor();
    expect((await read('welcome_message')).environment_default).toMatchObject({
      enabled: false,
      value: { value: 'What I am typing' },
    });
    await screen.close();
  });

  test('a dirty draft: theirs taken → their value, and Undo brings back what was typed', async () => {
    await setLive(true);
    await set('welcome_message', value('Before'));
    const screen = await openDrawer('welcome_message');
    await screen.at('featureValue').fill('Mine');
    await set('welcome_message', value('Theirs'));
    await screen.at('take-theirs').click();
    await expect.poll(() => screen.at('featureValue').inputValue()).toBe('Theirs');
    await screen.page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => screen.at('featureValue').inputValue()).toBe('Mine');
    await screen.at('conflict').waitFor();
    await screen.close();
  });

  test('no realtime updates: no stream; coming back to the window → asked for again, the draft kept', async () => {
    await setLive(false);
    await set('welcome_message', value('Before'));
    const screen = await dashboard.open({ path: '/favicon.svg' });
    const streams: string[] = [];
    screen.page.on('request', (request) => request.url().includes('/sse/') && streams.push(request.url()));
    await screen.page.goto(
      `${dashboard.server.url}${dashboard.environment(0)}/features/${await idOf('welcome_message')}`,
    );
    await screen.at('featureValue').fill('Mine');
    await set('welcome_message', value('Theirs'));
    await set('dark_mode', { enabled: true });
    await screen.page.waitForTimeout(1_500);
    expect(await screen.at('conflict').count()).toBe(0);
    await screen.page.evaluate(() => {
      const now = Date.now;
      Date.now = () => now() + 15_000;
      dispatchEvent(new Event('focus'));
    });
    await screen.at('conflict').waitFor();
    await seeSwitch(screen, 'dark_mode', true);
    await expect.poll(() => screen.at('featureValue').inputValue()).toBe('Mine');
    expect(streams).toEqual([]);
    await screen.close();
  });

  test.each(LOOKS)('conflict: $theme at $width px → no fault of access', async (look) => {
    await setLive(true);
    await set('welcome_message', { enabled: true, ...value('Before') });
    const screen = await openDrawer('welcome_message', look);
    await screen.at('featureValue').fill('Mine');
    await set('welcome_message', value('Theirs'));
    await screen.at('see-theirs').click();
    await screen.check();
    await screen.shoot('conflict-open');
    await screen.close();
  });
});
