import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { ROOT } from '../../../scripts/local/project.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where to look at the pictures afterwards; in no commit. */
const SCREENSHOTS = process.env['HALYARD_SCREENSHOTS'] ?? join(ROOT, '.data', 'screenshots');

export type ScreenOptions = {
  /** What the cookie of a session holds; nobody is signed in without. */
  session?: string;
  email?: string;
  path?: string;
  theme?: 'light' | 'dark';
  width?: number;
};

/** One page in a browser context of its own. */
export type Screen = {
  page: Page;
  /** What went wrong in the page: errors of its console, and what nobody caught. Refused requests are no faults. */
  faults: string[];
  /** Requests to the API so far, as `GET /api/…`. */
  requests: string[];
  /** The element with a `data-test`. */
  at: (test: string) => ReturnType<Page['locator']>;
  /** Fails for serious and critical faults that axe finds, for what is wider than the screen, and for faults of the page. */
  check: () => Promise<void>;
  /** All that a script on the page can read of what the browser keeps. */
  readKept: () => Promise<string>;
  /** Writes a picture. */
  shoot: (name: string) => Promise<void>;
  close: () => Promise<void>;
};

export async function openScreen(browser: Browser, url: string, options: ScreenOptions = {}): Promise<Screen> {
  const { session, email = '', path = '/', theme = 'light', width = 1440 } = options;
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  if (session !== undefined) {
    await context.addCookies([sessionCookie(url, session)]);
    await context.addInitScript((name) => {
      if (sessionStorage.getItem('signed-in') !== null) return;
      sessionStorage.setItem('signed-in', 'once');
      localStorage.setItem('halyard.session', 'begun by the test');
      localStorage.setItem('halyard.email', name);
    }, email);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) requests.push(`${request.method()} ${pathname}`);
  });
  await page.goto(url + path);
  const check = async () => {
    // What is typed into a page by the protocol is under no policy of it.
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResult> } };
      const result = await axe.run({ resultTypes: ['violations'] });
      return result.violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
    });
    expect(violations).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    expect(faults).toEqual([]);
  };
  return {
    page,
    faults,
    requests,
    at: (test) => page.locator(`[data-test="${test}"]`),
    check,
    readKept: () => page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])),
    shoot: async (name) => {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${theme}-${width}.png`) });
    },
    close: () => context.close(),
  };
}

/** As the server sets it without TLS. */
export function sessionCookie(url: string, value: string) {
  return { name: 'halyard-session', value, url, httpOnly: true, sameSite: 'Lax' as const };
}

type AxeResult = { violations: { id: string; impact: string; nodes: { html: string }[] }[] };

/** Both themes on a desk and on a phone. */
export const LOOKS = [
  { theme: 'light', width: 1440 },
  { theme: 'light', width: 390 },
  { theme: 'dark', width: 1440 },
  { theme: 'dark', width: 390 },
] as const;
