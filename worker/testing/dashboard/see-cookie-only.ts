import { expect } from 'vitest';
import type { Screen } from './screen.ts';

/** Somebody is signed in, by a cookie that is out of reach of scripts, and by nothing else. */
export async function seeCookieOnly(screen: Screen): Promise<void> {
  const all = await screen.page.context().cookies();
  expect(all.filter(({ httpOnly }) => !httpOnly)).toEqual([]);
  // What tells browsers apart on the way to a provider signs nobody in.
  const cookies = all.filter(({ name }) => name !== 'halyard-trip');
  expect(cookies).toMatchObject([{ name: 'halyard-session', httpOnly: true, sameSite: 'Lax', path: '/' }]);
  const kept = await screen.readKept();
  expect(kept).toContain('halyard.session');
  expect(kept).not.toContain(cookies[0]!.value);
  // Neither is anything else that looks like a key.
  expect(kept).not.toMatch(/[0-9a-f]{32}/);
}
