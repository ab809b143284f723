import { ProviderProblem } from '../../contract/accounts.ts';
import { Detail, Problems } from '../../contract/pages.ts';
import { TripEnd, TripEnded, TripStart, TripStarted } from '../../contract/provider-trips.ts';
import { PUBLIC } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { invalid } from '../../core/errors.ts';
import { randomHex } from '../../core/random-hex.ts';
import { hostCookie, readHostCookie } from '../../http/host-cookie.ts';
import { operation } from '../../http/operation.ts';
import { orProviderProblem } from '../../http/provider-problem.ts';
import { endTrip, startTrip, TRIP_SECONDS } from './provider-trip.service.ts';

const COOKIE = 'halyard-trip';

/** What tells browsers apart, if this one has been sent somewhere lately. One for all its tabs, so that none spoils another's trip. */
function readBrowser(context: Context, url: URL, cookies: string | null): string | null {
  const value = readHostCookie(context, url, cookies, COOKIE);
  return value !== null && /^[0-9a-f]{64}$/.test(value) ? value : null;
}

/** Pages alone are led to providers: a key would be worth nothing to a browser. */
function requireCookies({ signsInTo }: Context): void {
  if (signsInTo !== 'session') throw invalid('This way in is for browsers, with X-Sign-In: cookie.');
}

const trips = (provider: 'google' | 'github', name: string) => [
  operation({
    method: 'POST',
    path: `/api/v1/auth/providers/${provider}/start/`,
    access: PUBLIC,
    summary: `Begins to sign in with ${name}, in this browser`,
    body: TripStart,
    replies: { 200: TripStarted, 400: Problems, 403: Detail, 429: Detail },
    throttle: 'login',
    handle: async ({ context, body, url, header }) => {
      requireCookies(context);
      const browser = readBrowser(context, url, header('cookie')) ?? randomHex(32);
      const authorizeUrl = await startTrip(context, provider, body, { browser, origin: header('origin') });
      const cookie = hostCookie(context, url, COOKIE, browser, TRIP_SECONDS);
      return { status: 200, body: { authorize_url: authorizeUrl }, headers: { 'set-cookie': cookie } };
    },
  }),
  operation({
    method: 'POST',
    path: `/api/v1/auth/providers/${provider}/finish/`,
    access: PUBLIC,
    summary: `Signs in by what ${name} has sent back`,
    body: TripEnd,
    replies: { 200: TripEnded, 400: Problems, 403: Detail, 429: Detail, 502: ProviderProblem },
    throttle: 'login',
    handle: ({ context, body, url, header }) =>
      orProviderProblem(async () => {
        requireCookies(context);
        const browser = readBrowser(context, url, header('cookie')) ?? '';
        const { key, ...answer } = await endTrip(context, provider, body, browser);
        return { status: 200, body: answer, session: key };
      }),
  }),
];

/** Operations of our own. */
export const providerTripOperations = [...trips('google', 'Google'), ...trips('github', 'GitHub')];
