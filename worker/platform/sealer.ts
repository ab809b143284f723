import type { Sealer } from '../core/context.ts';
import { readSealingKeys, type SealingKeys, type SealingSettings } from './sealing-keys.ts';

const encoder = new TextEncoder();
const IV_BYTES = 12;
const KEY_BYTES = 32;
const ENVELOPE = /^v2\.([^.]+)\.([^.]+)\.([^.]+)$/;
/** What was sealed without a key of its own. */
const DIRECT = /^v1\.([^.]+)\.([^.]+)$/;

/**
 * AES-256-GCM under a key of each text's own, which is itself encrypted with a key of the deployment: `v2.<id of that key>.<wrapped
 * key>.<sealed text>`. The place is authenticated with the text, the id with the wrapped key. Both parts are Base64 and begin with their
 * random initialisation vector.
 */
export function openSealer(settings: SealingSettings): Sealer {
  let reading: Promise<SealingKeys> | null = null;
  const keys = () => (reading ??= readSealingKeys(settings));
  return {
    seal: async (plain, place) => sealWith(await keys(), plain, place),
    open: async (sealed, place) => openWith(await keys(), sealed, place),
  };
}

export async function sealWith(keys: SealingKeys, plain: string, place: string): Promise<string> {
  const raw = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  return toEnvelope(keys, raw, toBase64(await encrypt(key, new Uint8Array(encoder.encode(plain)), place)));
}

/** Rejects if the text was sealed elsewhere, with a key that is not among these, or was changed. */
export async function openWith(keys: SealingKeys, sealed: string, place: string): Promise<string> {
  const envelope = readEnvelope(sealed);
  const plain = envelope === null ? await openDirect(keys, sealed, place) : await openEnvelope(keys, envelope, place);
  return new TextDecoder().decode(plain);
}

export type Envelope = { keyId: string; wrapped: string; data: string };

/** Null for what is none. */
export function readEnvelope(sealed: string): Envelope | null {
  const [, keyId, wrapped, data] = ENVELOPE.exec(sealed) ?? [];
  return keyId === undefined || wrapped === undefined || data === undefined ? null : { keyId, wrapped, data };
}

/** The envelope of a sealed text whose key is this, wrapped with the current key. */
export async function toEnvelope({ current: { id, key } }: SealingKeys, raw: Uint8Array<ArrayBuffer>, data: string) {
  return `v2.${id}.${toBase64(await encrypt(key, raw, wrapPlace(id)))}.${data}`;
}

/** The key of the text. */
export async function unwrap({ byId }: SealingKeys, { keyId, wrapped }: Envelope): Promise<Uint8Array<ArrayBuffer>> {
  const wrapping = byId.get(keyId);
  if (wrapping === undefined) throw new Error(`There is no key "${keyId}" to open it with`);
  return decrypt(wrapping.key, fromBase64(wrapped), wrapPlace(keyId));
}

async function openEnvelope(keys: SealingKeys, envelope: Envelope, place: string) {
  const raw = await unwrap(keys, envelope);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  return decrypt(key, fromBase64(envelope.data), place);
}

async function openDirect({ direct }: SealingKeys, sealed: string, place: string) {
  const [, iv, data] = DIRECT.exec(sealed) ?? [];
  if (iv === undefined || data === undefined) throw new Error('It is not sealed');
  const bytes = join(fromBase64(iv), fromBase64(data));
  let fault: unknown = new Error('DJANGO_SECRET_KEY is not set');
  for (const key of direct) {
    try {
      return await decrypt(key, bytes, place);
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}

const wrapPlace = (id: string) => `data key|${id}`;

async function encrypt(key: CryptoKey, text: Uint8Array<ArrayBuffer>, place: string) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  return join(iv, new Uint8Array(await crypto.subtle.encrypt(describe(iv, place), key, text)));
}

async function decrypt(key: CryptoKey, sealed: Uint8Array<ArrayBuffer>, place: string) {
  const algorithm = describe(sealed.subarray(0, IV_BYTES), place);
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.subarray(IV_BYTES)));
}

const describe = (iv: Uint8Array<ArrayBuffer>, place: string) => ({
  name: 'AES-GCM',
  iv,
  additionalData: encoder.encode(place),
});

/** A text may be longer than what a call takes as parameters. */
function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
