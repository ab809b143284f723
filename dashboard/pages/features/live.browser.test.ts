import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import { LOOKS, type Screen } from '../../../worker/testing/dashboard/screen.ts';
import { createMember } from '../../../worker/testing/management/people.ts';

describe.runIf(chromiumProgram !== undefined)('live updates in Chromium', () => {
  let dashboard: Dashboard;
  let ada: string;
  beforeAll(async () => {
    dashboard = await openDashboard();
    await setRealtime(true);
    ada = (await createMember(dashboard.server.db, dashboard.server.demo[0]!.organisationId, 'ADMIN')).authorization;
  });
  afterAll(() => dashboard.stop());

  const setRealtime = (isOn: boolean) =>
    dashboard.server.db.query('update projects set enable_realtime_updates = $1', [isOn]);
  const list = () => `${dashboard.environment(0)}/features`;
  const idOf = async (name: string) => {
    const { rows } = await dashboard.server.db.query('select id from features where name = $1', [name]);
    return Number(rows[0].id);
  };
  const flagPath = async (name: string) =>
    `/api/__future__/environments/${dashboard.server.demo[0]!.clientKey}/features/${await idOf(name)}/`;
  const change = async (name: string, content: { enabled?: boolean; value?: { type: string; value: string } }) =>
    dashboard.call('PATCH', await flagPath(name), { environment_default: content }, ada);
  const read = async (name: string) =>
    dashboard.call<{ environment_default: { enabled: boolean; value: { value: string } | null } }>(
      'GET',
      await flagPath(name),
    );
  const text = (value: string) => ({ value: { type: 'string', value } });
  const rowOf = ({ page }: Screen, name: string) => page.getByRole('row').filter({ hasText: name });
  const openStream = ({ page }: Screen) =>
    page.waitForResponse((response) => response.url().includes('/sse/environments/'));
  /** Opens the path and waits until the page hears of changes. */
  const openListening = async (path: string, look = {}) => {
    const screen = await dashboard.open({ path: '/organisations', ...look });
    const stream = openStream(screen);
    await screen.page.goto(dashboard.server.url + path);
    await stream;
    return screen;
  };
  const overtake = async (screen: Screen, name: string, mine: string, theirs: string) => {
    await screen.at('featureValue').fill(mine);
    await change(name, { ...text(theirs), enabled: false });
    await screen.at('conflict').waitFor();
    expect(await screen.at('featureValue').inputValue()).toBe(mine);
  };

  test('list: somebody else switches a feature → shown without a reload', async () => {
    const screen = await openListening(list());
    await rowOf(screen, 'dark_mode').locator('[role=switch][aria-checked=false]').waitFor();
    await change('dark_mode', { enabled: true });
    await rowOf(screen, 'dark_mode').locator('[role=switch][aria-checked=true]').waitFor();
    await change('dark_mode', { enabled: false });
    await rowOf(screen, 'dark_mode').locator('[role=switch][aria-checked=false]').waitFor();
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('drawer: without a draft → it shows what somebody else saved', async () => {
    const screen = await openListening(`${list()}/${await idOf('theme')}`);
    await screen.at('featureValue').waitFor();
    await change('theme', text('{"by": "ada"}'));
    await expect.poll(() => screen.at('featureValue').inputValue(), { timeout: 8_000 }).toBe('{"by": "ada"}');
    await screen.close();
  });

  test('drawer: with a draft → kept; who changed what is told; theirs are taken', async () => {
    await change('welcome_message', { ...text('Welcome aboard!'), enabled: true });
    const screen = await openListening(`${list()}/${await idOf('welcome_message')}`);
    await overtake(screen, 'welcome_message', 'mine', 'theirs');
    await screen.page.getByText('Changed by Ada Lovelace just now').waitFor();
    expect(await screen.at('update-feature-btn').getAttribute('aria-disabled')).toBe('true');
    await screen.at('conflict-show').click();
    expect(await screen.at('conflict').getByRole('definition').first().textContent()).toContain('Off');
    expect(await screen.at('conflict').textContent()).toContain('theirs');
    await screen.at('conflict-take').click();
    await expect.poll(() => screen.at('featureValue').inputValue()).toBe('theirs');
    expect(await screen.at('update-feature-btn').count()).toBe(0);
    expect(screen.faults).toEqual([]);
    await screen.close();
  });

  test('drawer: with a draft, mine kept → saved on top of theirs, nothing of theirs is taken back', async () => {
    await change('welcome_message', { ...text('Welcome aboard!'), enabled: true });
    const screen = await openListening(`${list()}/${await idOf('welcome_message')}`);
    await overtake(screen, 'welcome_message', 'mine', 'theirs');
    await screen.at('conflict-keep').click();
    await screen.at('conflict').waitFor({ state: 'detached' });
    expect(await screen.at('diff').textContent()).toContain('theirs');
    await screen.at('update-feature-btn').click();
    await screen.page.getByText('Saved welcome_message in Development').waitFor();
    expect((await read('welcome_message')).environment_default).toMatchObject({
      enabled: false,
      value: { value: 'mine' },
    });
    await screen.close();
  });

  test('project without realtime → no stream; coming back to the window asks again', async () => {
    await setRealtime(false);
    const streams: string[] = [];
    const screen = await dashboard.open({ path: '/organisations' });
    screen.page.on('request', (request) => request.url().includes('/sse/') && streams.push(request.url()));
    await screen.page.goto(dashboard.server.url + list());
    await rowOf(screen, 'dark_mode').locator('[role=switch][aria-checked=false]').waitFor();
    await change('dark_mode', { enabled: true });
    await screen.page.evaluate(() => {
      const now = Date.now;
      Date.now = () => now() + 20_000;
      dispatchEvent(new Event('focus'));
    });
    await rowOf(screen, 'dark_mode').locator('[role=switch][aria-checked=true]').waitFor();
    expect(streams).toEqual([]);
    await screen.close();
    await setRealtime(true);
  });

  test.each(LOOKS)('conflict: $theme at $width px → no fault of access', async (look) => {
    await change('welcome_message', { ...text('Welcome aboard!'), enabled: true });
    const screen = await openListening(`${list()}/${await idOf('welcome_message')}`, look);
    await overtake(screen, 'welcome_message', 'mine', 'theirs');
    await screen.at('conflict-show').click();
    await screen.page.getByText('Changed by Ada').waitFor();
    await screen.shoot('conflict');
    await screen.check();
    await screen.close();
  });
});
