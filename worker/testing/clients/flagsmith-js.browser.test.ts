import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram, launchChromium } from '../fixtures/chromium.ts';
import { waitForEvaluationCounts } from '../fixtures/evaluation-counts.ts';
import { addFeature, addSegment, addSegmentOverride, whereTrait } from '../fixtures/scene-features.ts';
import { createScene } from '../fixtures/scene.ts';
import { readIdentifiers, readStored } from '../fixtures/sdk-calls.test-support.ts';
import { startSdkSite, type SdkSite } from '../fixtures/sdk-page.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

/** What the pages use of the SDK. */
type Sdk = {
  init(options: object): Promise<void>;
  identify(identifier: string, traits?: object): Promise<void>;
  setTraits(traits: object): Promise<void>;
  setContext(context: object): Promise<void>;
  hasFeature(name: string): boolean;
  getValue(name: string): unknown;
  getTrait(name: string): unknown;
  getAllFlags(): Record<string, unknown>;
};

declare global {
  interface Window {
    flagsmith: Sdk;
  }
}

const SDKS = [
  { name: '@flagsmith/flagsmith 12.4.0', path: 'current', sdk: 'flagsmith-js-sdk/12.4.0' },
  { name: 'flagsmith 10.0.0', path: 'older', sdk: 'flagsmith-js-sdk/10.0.0' },
];

describe.runIf(chromiumProgram !== undefined)('in Chromium, from a page of another origin', () => {
  let server: TestServer;
  let site: SdkSite;
  let browser: Browser;

  beforeAll(async () => {
    [server, site, browser] = await Promise.all([
      startTestServer({ seed: true }),
      startSdkSite({ current: '@flagsmith/flagsmith', older: 'flagsmith' }),
      launchChromium(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await site.stop();
    await server.stop();
  });

  /** A fresh visitor's page, and what went wrong on it. */
  async function visit(path: string): Promise<{ page: Page; faults: string[]; sent: string[] }> {
    const context = await browser.newContext();
    const page = await context.newPage();
    const faults: string[] = [];
    const sent: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('requestfailed', (request) => faults.push(`${request.url()}: ${request.failure()?.errorText}`));
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (response.url().startsWith(server.url)) {
        sent.push(`${response.request().method()} ${pathname} ${response.status()}`);
      }
    });
    await page.goto(site.urlOf(path));
    return { page, faults, sent };
  }

  const apiOf = () => `${server.url}/api/v1/`;

  describe.each(SDKS)('$name', ({ name, path }) => {
    test(`${name}: init on the demo → its flags in their types, none that is for servers only`, async () => {
      const { page, faults, sent } = await visit(path);

      const shown = await page.evaluate(
        async ({ api, environmentID }) => {
          await window.flagsmith.init({ api, environmentID });
          return {
            checkout: [window.flagsmith.hasFeature('checkout_button'), window.flagsmith.getValue('checkout_button')],
            size: window.flagsmith.getValue('page_size'),
            tax: window.flagsmith.getValue('prices_include_tax'),
            dark: window.flagsmith.hasFeature('dark_mode'),
            names: Object.keys(window.flagsmith.getAllFlags()),
          };
        },
        { api: apiOf(), environmentID: server.demo[0]!.clientKey },
      );

      expect(shown).toMatchObject({ checkout: [true, 'green'], size: 24, tax: true, dark: false });
      expect(shown.names).toHaveLength(8);
      expect(shown.names).not.toContain('fraud_score_limit');
      expect(sent).toEqual(['GET /api/v1/flags/ 200']);
      expect(faults).toEqual([]);
      await page.context().close();
    });

    test(`${name}: identify and traits → flags follow, traits are stored`, async () => {
      const scene = await createScene(server.db);
      const flag = await addFeature(scene, 'My Flag', { enabled: false, value: 'default' });
      const gold = await addSegment(scene, 'gold', whereTrait('plan', 'gold'));
      await addSegmentOverride(scene, flag, gold, { value: 'gold' });
      const { page, faults, sent } = await visit(path);

      const shown = await page.evaluate(
        async ({ api, environmentID }) => {
          const { flagsmith } = window;
          const show = () => [
            flagsmith.hasFeature('My Flag'),
            flagsmith.getValue('my_flag'),
            flagsmith.getTrait('plan'),
          ];
          await flagsmith.init({ api, environmentID });
          const first = show();
          await flagsmith.identify('me@example.com');
          const known = show();
          await flagsmith.setTraits({ plan: 'gold', seats: 3, admin: true });
          const golden = show();
          await flagsmith.setContext({ identity: { traits: { plan: 'gold' } } });
          const anonymous = show();
          return { first, known, golden, anonymous };
        },
        { api: apiOf(), environmentID: scene.clientKey },
      );

      expect(shown.first.slice(0, 2)).toEqual([false, 'default']);
      expect(shown.known.slice(0, 2)).toEqual([false, 'default']);
      expect(shown.golden).toEqual([true, 'gold', 'gold']);
      expect(shown.anonymous).toEqual([true, 'gold', 'gold']);
      expect(await readIdentifiers(scene)).toEqual(['me@example.com']);
      expect(await readStored(scene, 'me@example.com')).toEqual({ plan: 'gold', seats: 3, admin: true });
      expect(sent).toContain('POST /api/v1/identities/ 200');
      expect(faults).toEqual([]);
      await page.context().close();
    });
  });

  test('both SDKs: analytics by their own timer → 200, and Postgres has exactly what was evaluated', async () => {
    const runs = SDKS.map(async ({ path, sdk }) => {
      const scene = await createScene(server.db);
      await addFeature(scene, 'flag');
      await addFeature(scene, 'a.b c', { value: 1 });
      const { page, faults, sent } = await visit(path);
      await page.clock.install();

      await page.evaluate(
        async ({ api, environmentID }) => {
          const applicationMetadata = { name: 'shop', version: '1.0' };
          await window.flagsmith.init({ api, environmentID, applicationMetadata, enableAnalytics: true });
          for (let time = 0; time < 5; time += 1) window.flagsmith.hasFeature('flag');
          for (let time = 0; time < 3; time += 1) window.flagsmith.getValue('a.b c');
        },
        { api: apiOf(), environmentID: scene.clientKey },
      );
      // The SDKs report every ten seconds.
      await page.clock.runFor(10_500);

      await waitForEvaluationCounts(server.db, scene.environmentId, [
        { feature: 'a.b c', count: 3, sdk, application: 'shop' },
        { feature: 'flag', count: 5, sdk, application: 'shop' },
      ]);
      expect(sent.filter((line) => line.startsWith('POST'))).toEqual(['POST /api/v1/analytics/flags/ 200']);
      expect(faults).toEqual([]);
      await page.context().close();
    });
    await Promise.all(runs);
  });

  test('both SDKs listen: 20 flips of a flag → each is seen without another request for it', async () => {
    const runs = SDKS.map(async ({ path }) => {
      const scene = await createScene(server.db, { project: { enableRealtimeUpdates: true } });
      await addFeature(scene, 'flag', { enabled: false });
      const { page, faults } = await visit(path);
      await page.evaluate(
        async ({ api, eventSourceUrl, environmentID }) => {
          await window.flagsmith.init({ api, eventSourceUrl, environmentID, realtime: true });
        },
        { api: apiOf(), eventSourceUrl: `${server.url}/`, environmentID: scene.clientKey },
      );
      await page.waitForTimeout(300);
      for (let flip = 1; flip <= 20; flip += 1) {
        await server.db.query('update feature_states set enabled = $2 where environment_id = $1', [
          scene.environmentId,
          flip % 2 === 1,
        ]);
        await server.db.query(`select touch_environment($1, 'test', now() - interval '10 seconds')`, [
          scene.environmentId,
        ]);
        await server.fireCron();
        await page.waitForFunction((wanted) => window.flagsmith.hasFeature('flag') === wanted, flip % 2 === 1, {
          timeout: 5_000,
        });
      }
      expect(faults).toEqual([]);
      await page.context().close();
    });
    await Promise.all(runs);
  });

  test('unknown key → the page can read the refusal across origins', async () => {
    const { page, faults, sent } = await visit('current');

    const { message, body } = await page.evaluate(async (api) => {
      const message = await window.flagsmith.init({ api, environmentID: 'nobody' }).then(
        () => 'no error',
        (error: unknown) => String(error),
      );
      const answer = await fetch(`${api}flags/`, { headers: { 'X-Environment-Key': 'nobody' } });
      return { message, body: (await answer.json()) as unknown };
    }, apiOf());

    expect(message).not.toMatch(/no error|failed to fetch/i);
    expect(body).toEqual({ detail: 'Invalid or missing Environment Key' });
    expect(sent).toEqual(['GET /api/v1/flags/ 403', 'GET /api/v1/flags/ 403']);
    expect(faults.join(' ')).not.toContain('CORS');
    await page.context().close();
  });
});
