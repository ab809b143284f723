import type { Browser } from 'playwright-core';
import { launchChromium } from '../fixtures/chromium.ts';
import { createMember, createSession, type Person } from '../management/people.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';
import { openScreen, type Screen, type ScreenOptions } from './screen.ts';

/** The built Worker with the built dashboard on one origin, over a database of its own, and a browser. */
export type Dashboard = {
  server: TestServer;
  browser: Browser;
  /** Administers the demo's organisation; only with `seed`. */
  admin: Person;
  /** The address of an environment of the demo: 0 is Development, 1 Production. */
  environment: (index: 0 | 1) => string;
  /** Opens a page in a session of the administrator, of whoever the Authorization header `as` is of, or of nobody with `as: ''`. */
  open: (options?: Omit<ScreenOptions, 'session'> & { as?: string }) => Promise<Screen>;
  /** An API call, as the administrator unless told otherwise. */
  call: <T>(method: string, path: string, body?: unknown, as?: string) => Promise<T>;
  stop: () => Promise<void>;
};

/** Starts everything once for a file of tests: about two seconds. */
export async function openDashboard({
  seed = true,
  variables = {},
}: { seed?: boolean; variables?: Record<string, string> } = {}): Promise<Dashboard> {
  const [server, browser] = await Promise.all([
    startTestServer({ seed, variables: { HALYARD_LOCAL_OUTBOX: 'on', ...variables } }),
    launchChromium(),
  ]);
  const organisationId = server.demo[0]?.organisationId;
  const nobody = { id: 0, email: '', authorization: '' };
  const admin = organisationId === undefined ? nobody : await createMember(server.db, organisationId, 'ADMIN');
  return {
    server,
    browser,
    admin,
    environment: (index) => {
      const demo = server.demo[index];
      return `/project/${demo?.projectId}/environment/${demo?.clientKey}`;
    },
    open: async ({ as = admin.authorization, email = admin.email, ...rest } = {}) => {
      const who = as === '' ? {} : { session: await createSession(server.db, as), email };
      return openScreen(browser, server.url, { ...rest, ...who });
    },
    call: async <T>(method: string, path: string, body?: unknown, as = admin.authorization) => {
      const response = await fetch(server.url + path, {
        method,
        headers: { authorization: as, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      const text = await response.text();
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    stop: async () => {
      await browser.close();
      await server.stop();
    },
  };
}
