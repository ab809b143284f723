import { availableParallelism, loadavg } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../../../worker/testing/fixtures/chromium.ts';
import { openDashboard, type Dashboard } from '../../../worker/testing/dashboard/dashboard.ts';
import type { Screen } from '../../../worker/testing/dashboard/screen.ts';

const FEATURES = 1_000;
const SEGMENTS = 500;
/**
 * What the browser may take from an interaction to the next picture, the server's answer left out. Where more programs want to run than there are
 * processors, it waits for its turn, and the limit grows by as much.
 */
const MOST_MS = 100;
/** Until the browser has told of what it measured. */
const SETTLED_MS = 300;
/** With a processor that is four times slower, on a machine that may be busy with other tests. */
const MOST_LCP_MS = 4_000;

describe.runIf(chromiumProgram !== undefined)('pace of the features in Chromium', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard();
    const { projectId, environmentId } = dashboard.server.demo[0]!;
    const { db } = dashboard.server;
    // Rows as the demo's own, so that what the list shows of a feature is there for each.
    await db.query(
      `with made as (
         insert into features (project_id, organisation_id, name)
         select $1, organisation_id, 'pace_' || lpad(n::text, 4, '0') from projects, generate_series(1, ${FEATURES}) n where id = $1
         returning id),
       states as (
         insert into feature_states (feature_id, project_id, environment_id, enabled, version, live_from)
         select id, $1, $2, false, 1, now() from made returning id)
       insert into feature_state_values (feature_state_id, type, string_value) select id, 'unicode', 'x' from states`,
      [projectId, environmentId],
    );
    await db.query(
      `insert into segments (project_id, name) select $1, 'pace_' || n from generate_series(1, ${SEGMENTS}) n`,
      [projectId],
    );
  });
  afterAll(() => dashboard.stop());

  const list = () => `${dashboard.environment(0)}/features`;

  test('features opened cold, 4× slower → LCP in time, at most three requests; the drawer: at most two', async () => {
    const slow = await dashboard.open({ path: '/organisations' });
    const session = await slow.page.context().newCDPSession(slow.page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    const before = slow.requests.length;
    await slow.page.goto(dashboard.server.url + list());
    await slow.at('feature-item-0').waitFor();
    const lcp = await slow.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((entries) => resolve(entries.getEntries().at(-1)?.startTime ?? 0)).observe({
            type: 'largest-contentful-paint',
            buffered: true,
          });
        }),
    );
    const opened = slow.requests.length - before;
    await slow.at('feature-item-0').getByRole('link').click();
    await slow.at('feature-drawer').getByRole('tab', { name: 'Value' }).waitFor();
    const drawer = slow.requests.length - before - opened;
    process.stdout.write(
      `features page, CPU 4× slower: LCP ${Math.round(lcp)} ms, ${opened} requests; drawer: ${drawer}\n`,
    );
    expect(lcp).toBeGreaterThan(0);
    expect(lcp).toBeLessThan(MOST_LCP_MS);
    expect(opened).toBeLessThanOrEqual(3);
    expect(drawer).toBeLessThanOrEqual(2);
    await slow.close();
  });

  // Other tests take the processor at the same time: what is slow three times over is slow.
  test(
    '1,000 features and 500 segments → each interaction takes the browser less than 100 ms',
    { retry: 2 },
    async () => {
      const screen = await dashboard.open({ path: list() });
      await screen.at('feature-item-0').waitFor();
      await watchPace(screen);
      const figures: Record<string, Pace> = {};
      const measure = async (name: string, act: () => Promise<void>, seen: () => Promise<unknown>) => {
        await act();
        await seen();
        figures[name] = await takePace(screen);
      };
      const row = (name: string) => screen.page.getByRole('row').filter({ hasText: name });
      await measure(
        'sort',
        () => screen.page.getByRole('button', { name: 'Name' }).click(),
        () => row('welcome_message').waitFor(),
      );
      await measure(
        'type',
        () => screen.page.getByLabel('Search features').press('p'),
        () => screen.page.waitForURL(/q=p/).then(() => row('pace_1000').waitFor()),
      );
      await measure(
        'toggle',
        () => row('pace_1000').getByRole('switch').click(),
        () => screen.page.getByText(/pace_1000 is o/).waitFor(),
      );
      await measure(
        'open',
        () => row('pace_1000').getByRole('link').click(),
        () => screen.at('featureValue').waitFor(),
      );
      await measure(
        'segments',
        () => screen.page.getByRole('tab', { name: 'Segments' }).click(),
        () => screen.page.getByRole('combobox', { name: /segment/ }).waitFor(),
      );
      const limit = MOST_MS * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
      process.stdout.write(`milliseconds of the browser: ${JSON.stringify(figures)}, of ${Math.round(limit)}\n`);
      for (const [name, { event, task }] of Object.entries(figures)) {
        expect(event, name).toBeGreaterThan(0);
        expect(Math.max(event, task), name).toBeLessThan(limit);
      }
      await shootAndClose(screen);
    },
  );
});

/** The slowest from a press to the next picture, and the longest piece of work in which the page hears nothing: 0 below 50 ms. */
type Pace = { event: number; task: number };
type Watch = { pace: Pace };

async function watchPace({ page }: Screen): Promise<void> {
  await page.evaluate(() => {
    const watch = globalThis as unknown as Watch;
    watch.pace = { event: 0, task: 0 };
    const keep = (name: 'event' | 'task') => (list: PerformanceObserverEntryList) => {
      for (const { duration } of list.getEntries()) watch.pace[name] = Math.max(watch.pace[name], Math.round(duration));
    };
    const events = { type: 'event', durationThreshold: 16 };
    new PerformanceObserver(keep('event')).observe(events);
    new PerformanceObserver(keep('task')).observe({ type: 'longtask' });
  });
}

/** What was seen since the last time. */
async function takePace({ page }: Screen): Promise<Pace> {
  await page.waitForTimeout(SETTLED_MS);
  return page.evaluate(() => {
    const watch = globalThis as unknown as Watch;
    const { pace } = watch;
    watch.pace = { event: 0, task: 0 };
    return pace;
  });
}

async function shootAndClose(screen: Screen): Promise<void> {
  await screen.shoot('pace');
  expect(screen.faults).toEqual([]);
  await screen.close();
}
