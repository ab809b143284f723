import { jwtVerify, SignJWT } from 'jose';
import type { MachineTokens } from '../core/context.ts';

const LIFETIME_SECONDS = 3_600;
const encoder = new TextEncoder();

/** JWTs, HS256, under a key of their own that is derived from the deployment's secret. */
export function openMachineTokens(secret: string | undefined): MachineTokens {
  let key: Promise<CryptoKey> | null = null;
  const keyOf = () => {
    if (!secret) throw new Error('DJANGO_SECRET_KEY is not set, so tokens can be neither made nor read');
    key ??= deriveKey(secret);
    return key;
  };
  return {
    sign: async (trustRelationshipId, now) => {
      const seconds = Math.floor(now.getTime() / 1_000);
      const token = await new SignJWT({ token_type: 'access', trust_relationship_id: trustRelationshipId })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setJti(crypto.randomUUID())
        .setSubject(`trust-relationship:${trustRelationshipId}`)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + LIFETIME_SECONDS)
        .sign(await keyOf());
      return { token, expiresInSeconds: LIFETIME_SECONDS };
    },
    verify: async (token, now) => {
      if (!secret) return null;
      const options = { algorithms: ['HS256'], requiredClaims: ['exp', 'iat', 'jti', 'sub'], currentDate: now };
      const verified = await jwtVerify(token, await keyOf(), options).catch(() => null);
      const id = verified?.payload['trust_relationship_id'];
      return verified?.payload['token_type'] === 'access' && Number.isInteger(id) ? (id as number) : null;
    },
  };
}

async function deriveKey(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode('halyard tokens of machines') },
    material,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign', 'verify'],
  );
}
