import { createHmac } from 'node:crypto';
import { Secret, TOTP } from 'otpauth/bare';
import type { Totp } from '../core/context.ts';

const PERIOD_SECONDS = 30;
/** Base32 makes 32 letters of them. */
const SECRET_BYTES = 20;
/** Codes of the step before and the one after count too, for clocks that differ and slow fingers. */
const WINDOW = 1;

/** The codes that every authenticator app makes: SHA-1, six digits, 30 seconds. `issuer` is what apps call this server. */
export function openTotp(issuer: string): Totp {
  return {
    newSecret: () => new Secret({ size: SECRET_BYTES }).base32,
    link: (secret, label) => open(secret, issuer, label).toString(),
    stepOf: (secret, code, now) => {
      if (!/^\d{6}$/.test(code)) return null;
      const delta = open(secret, issuer).validate({ token: code, timestamp: now.getTime(), window: WINDOW });
      return delta === null ? null : Math.floor(now.getTime() / 1_000 / PERIOD_SECONDS) + delta;
    },
  };
}

function open(secret: string, issuer: string, label = ''): TOTP {
  return new TOTP({
    issuer,
    label,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    hmac: (_, key, message) => createHmac('sha1', key).update(message).digest(),
  });
}
