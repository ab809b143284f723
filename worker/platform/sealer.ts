import type { Sealer } from '../core/context.ts';

const encoder = new TextEncoder();
const PREFIX = 'v1.';
const IV_BYTES = 12;

/** AES-256-GCM under a key derived from the deployment's secret; the place is authenticated with the text. */
export function openSealer(secret: string | undefined): Sealer {
  let key: Promise<CryptoKey> | null = null;
  const keyOf = () => {
    if (!secret) throw new Error('DJANGO_SECRET_KEY is not set, so secrets can be neither kept nor read');
    key ??= deriveKey(secret);
    return key;
  };
  return {
    seal: async (plain, place) => {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const data = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData: encoder.encode(place) },
        await keyOf(),
        encoder.encode(plain),
      );
      return `${PREFIX}${toBase64(iv)}.${toBase64(new Uint8Array(data))}`;
    },
    open: async (sealed, place) => {
      const [iv = '', data = ''] = sealed.startsWith(PREFIX) ? sealed.slice(PREFIX.length).split('.') : [];
      const plain = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: fromBase64(iv), additionalData: encoder.encode(place) },
        await keyOf(),
        fromBase64(data),
      );
      return new TextDecoder().decode(plain);
    },
  };
}

async function deriveKey(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode('halyard secrets at rest') },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
