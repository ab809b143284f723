import type { ThrottleName } from './operation.ts';

type Rate = { uses: number; seconds: number };

/** compat: Flagsmith's rates, for each user or address. */
export const RATES: Record<ThrottleName, Rate> = {
  login: { uses: 20, seconds: 60 },
  mfa_code: { uses: 5, seconds: 60 },
  signup: { uses: 10_000, seconds: 60 },
  invite: { uses: 10, seconds: 60 },
  password_reset: { uses: 20, seconds: 60 },
  client_registration: { uses: 500, seconds: 2_592_000 },
  oidc_token: { uses: 60, seconds: 60 },
  webhook_test: { uses: 30, seconds: 60 },
  influx_query: { uses: 5, seconds: 60 },
  // An installation reports every eight hours; several may share an address.
  telemetry: { uses: 30, seconds: 3600 },
};

const SETTINGS: Partial<Record<ThrottleName, string>> = {
  login: 'LOGIN_THROTTLE_RATE',
  signup: 'SIGNUP_THROTTLE_RATE',
};
const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The rate that the deployment sets, as `20/min`; null if it sets none, or one that cannot be read. */
export function readRate(setting: (name: string) => string | undefined, name: ThrottleName): Rate | null {
  const match = /^\s*(\d{1,9})\s*\/\s*(s|m|h|d)[a-z]*\s*$/i.exec(setting(SETTINGS[name] ?? '') ?? '');
  if (match === null) return null;
  return { uses: Number(match[1]), seconds: SECONDS[(match[2] ?? 's').toLowerCase()] ?? 1 };
}
