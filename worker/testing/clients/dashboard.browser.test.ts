import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram, launchChromium } from '../fixtures/chromium.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

describe.runIf(chromiumProgram !== undefined)('dashboard in Chromium', () => {
  let server: TestServer;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    // Where to look at the pictures afterwards; a folder that goes away if nobody wants them.
    folder = process.env['HALYARD_SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'halyard-screenshots-'));
    [server, browser] = await Promise.all([startTestServer({ seed: true }), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    if (process.env['HALYARD_SCREENSHOTS'] === undefined) rmSync(folder, { recursive: true, force: true });
  });

  async function open(path = '/', options: BrowserContextOptions = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    const response = await page.goto(server.url + path);
    return { page, faults, response, key: server.demo[0]!.clientKey };
  }

  test('dashboard: GET / → the page, under a policy that forbids foreign scripts', async () => {
    const { page, faults, response } = await open();

    expect(response?.status()).toBe(200);
    expect(response?.headers()['content-security-policy']).toContain("default-src 'self'");
    expect(await page.title()).toBe('Halyard');
    expect(await page.getByRole('heading', { name: 'Flags' }).isVisible()).toBe(true);
    await page.getByText('Serving flags').waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('dashboard: the demo’s key → the table of its flags, which the address keeps', async () => {
    const { page, faults, key } = await open();

    await page.getByLabel('Environment key').fill(key);
    await page.getByRole('button', { name: 'Show flags' }).click();
    await page.getByRole('table').waitFor();

    const cells = async (name: string) => page.getByRole('row', { name }).getByRole('cell').allTextContents();
    expect(await cells('checkout_button')).toEqual(['checkout_button', 'On', 'green']);
    expect(await cells('dark_mode')).toEqual(['dark_mode', 'Off', 'no value']);
    expect(await page.getByRole('row').count()).toBe(9);
    await page.reload();
    await page.getByRole('row', { name: 'checkout_button' }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('dashboard: an identity → its flags with the reason, and nothing stored', async () => {
    const { page, key } = await open();
    const count = async () => (await server.db.query<{ n: number }>('select count(*)::int as n from identities')).rows;
    const before = await count();

    await page.getByLabel('Environment key').fill(key);
    await page.getByLabel('Identity (optional)').fill('grace@example.org');
    await page.getByRole('button', { name: 'Show flags' }).click();
    await page.getByRole('columnheader', { name: 'Reason' }).waitFor();

    const cells = await page.getByRole('row', { name: 'checkout_button' }).getByRole('cell').allTextContents();
    expect(cells).toEqual(['checkout_button', 'On', 'orange', 'SPLIT (orange)']);
    expect(await count()).toEqual(before);
    await page.context().close();
  });

  test('dashboard: a wrong key → the server’s sentence, and the form stays', async () => {
    const { page, key } = await open();

    await page.getByLabel('Environment key').fill('nobody');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();

    expect(await page.getByRole('alert').textContent()).toBe('Invalid or missing Environment Key');
    await page.getByLabel('Environment key').fill(key);
    await page.keyboard.press('Enter');
    await page.getByRole('table').waitFor();
    await page.context().close();
  });

  test.each([
    { colorScheme: 'light', width: 1440 },
    { colorScheme: 'light', width: 390 },
    { colorScheme: 'dark', width: 1440 },
    { colorScheme: 'dark', width: 390 },
  ] as const)(
    'dashboard: $colorScheme at $width px → nothing wider than the screen',
    async ({ colorScheme, width }) => {
      const options = { colorScheme, viewport: { width, height: 900 } };
      const query = new URLSearchParams({ environment: server.demo[0]!.clientKey, identity: 'ada@example.com' });
      const { page } = await open(`/?${query}`, options);
      await page.getByRole('table').waitFor();
      await page.screenshot({ path: join(folder, `flags-${colorScheme}-${width}.png`), fullPage: true });

      const sizes = await page.evaluate(() => {
        const boxes = [document.documentElement, ...document.querySelectorAll('.scroll')];
        const overflow = boxes.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
        return { overflow, ground: getComputedStyle(document.documentElement).backgroundColor };
      });
      expect(sizes.overflow).toEqual([0, 0]);
      expect(sizes.ground === 'rgb(255, 255, 255)').toBe(colorScheme === 'light');

      await page.goto(`${server.url}/?environment=nobody`);
      await page.getByRole('alert').waitFor();
      await page.screenshot({ path: join(folder, `refused-${colorScheme}-${width}.png`), fullPage: true });
      await page.context().close();
    },
  );
});
