import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { IssuerKeys, IssuerMetadata } from '../contract/identity-providers.ts';
import { BoundedMap } from '../core/bounded-map.ts';
import type { IdentityTokens, Outbound } from '../core/context.ts';

/** None with a shared secret: whoever may check a token could then make one. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const LONGEST_TOKEN = 16_000;
const CLOCK_TOLERANCE_SECONDS = 30;
const KEEP_KEYS_MS = 600_000;
/** An unknown key may be a new one, but nobody is asked for it more often than this. */
const ASK_AGAIN_MS = 30_000;
const MOST_ISSUERS = 100;

type Keys = { set: JSONWebKeySet; at: number };

/** Asks issuers for their keys through the one way out, and keeps these for a while in the isolate. */
export function openIdentityTokens(outbound: Outbound): IdentityTokens {
  const known = new BoundedMap<string, Keys>(MOST_ISSUERS);
  const keysOf = async (issuer: string, now: Date, maxAgeMs: number): Promise<Keys> => {
    const kept = known.get(issuer);
    const age = kept === undefined ? Number.POSITIVE_INFINITY : now.getTime() - kept.at;
    if (kept !== undefined && age >= 0 && age < maxAgeMs) return kept;
    const fresh = { set: await askForKeys(outbound, issuer), at: now.getTime() };
    known.set(issuer, fresh);
    return fresh;
  };
  return {
    readIssuer: (token) => {
      if (token.length > LONGEST_TOKEN) return null;
      try {
        return decodeJwt(token).iss ?? null;
      } catch {
        return null;
      }
    },
    verify: async (token, issuer, now) => {
      const check = async ({ set }: Keys) => {
        const { payload } = await jwtVerify(token, createLocalJWKSet(set), {
          algorithms: ALGORITHMS,
          issuer,
          currentDate: now,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ['exp', 'iat'],
        });
        if ((payload.iat ?? 0) > now.getTime() / 1_000 + CLOCK_TOLERANCE_SECONDS)
          throw new Error('issued in the future');
        return new Map(Object.entries(payload));
      };
      const keys = await keysOf(issuer, now, KEEP_KEYS_MS);
      try {
        return await check(keys);
      } catch (error) {
        if (codeOf(error) !== 'ERR_JWKS_NO_MATCHING_KEY') throw error;
        return check(await keysOf(issuer, now, ASK_AGAIN_MS));
      }
    },
  };
}

async function askForKeys(outbound: Outbound, issuer: string): Promise<JSONWebKeySet> {
  const metadata = IssuerMetadata.parse(
    await ask(outbound, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`),
  );
  if (metadata.issuer !== issuer) throw new Error('the issuer names itself otherwise');
  return IssuerKeys.parse(await ask(outbound, metadata.jwks_uri)) as JSONWebKeySet;
}

async function ask(outbound: Outbound, url: string): Promise<unknown> {
  const reply = await outbound.send({ url, method: 'GET', headers: { accept: 'application/json' } });
  if (reply.status !== 200) throw new Error(`the issuer answered ${reply.status}`);
  return JSON.parse(reply.text);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
