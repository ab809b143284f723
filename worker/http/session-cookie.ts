import { forbidden } from '../core/errors.ts';
import { isOn } from '../core/settings.ts';
import { hostCookie, readHostCookie } from './host-cookie.ts';

type Settings = { setting: (name: string) => string | undefined };

const NAME = 'halyard-session';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Browsers keep no cookie for longer. When the session itself ends, the server knows. */
const KEPT_SECONDS = 400 * 86_400;

/** What the cookie of a session holds. */
export function readSession(settings: Settings, request: Request): string | null {
  return readHostCookie(settings, new URL(request.url), request.headers.get('cookie'), NAME);
}

/** The header that gives a browser its session, or with null takes it. */
export function sessionCookie(settings: Settings, request: Request, key: string | null): string {
  return hostCookie(settings, new URL(request.url), NAME, key ?? '', key === null ? 0 : KEPT_SECONDS);
}

/** Whether whoever signs in with this request asks for a cookie in place of a key. */
export function wantsSession({ setting }: Settings, request: Request): boolean {
  return request.headers.get('x-sign-in') === 'cookie' || isOn(setting, 'COOKIE_AUTH_ENABLED', false);
}

/**
 * Lets changes by cookie through only from pages of our own: by what the browser says of itself, which no page can forge, else by the
 * page's origin. Throws FORBIDDEN.
 */
export function checkOrigin(request: Request): void {
  if (SAFE.has(request.method)) return;
  const site = request.headers.get('sec-fetch-site');
  const isOwn =
    site === null ? hostOf(request.headers.get('origin')) === new URL(request.url).host : site === 'same-origin';
  if (!isOwn) throw forbidden('A session in a cookie can only be used from pages of this server.');
  const type = request.headers.get('content-type');
  if (type !== null && !/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    throw forbidden('With a session in a cookie only JSON is accepted.');
  }
}

function hostOf(origin: string | null): string | null {
  return origin !== null && URL.canParse(origin) ? new URL(origin).host : null;
}
