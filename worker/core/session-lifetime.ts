import { countOf } from './settings.ts';

const WEEK_MINUTES = 7 * 24 * 60;

/** For how many seconds after its last use a session in a cookie goes on. */
export function readSessionSeconds(setting: (name: string) => string | undefined): number {
  return 60 * countOf(setting, 'COOKIE_AUTH_JWT_ACCESS_TOKEN_LIFETIME_MINUTES', WEEK_MINUTES);
}
