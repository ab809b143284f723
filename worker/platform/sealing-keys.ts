const encoder = new TextEncoder();
const KEY_ID = /^[a-z0-9-]{1,24}$/;
const SHORTEST = 32;

export type SealingSettings = {
  /** `id:secret` by commas; the first is what new secrets are sealed with. */
  SEALING_KEYS?: string | undefined;
  DJANGO_SECRET_KEY?: string | undefined;
  /** Earlier values of DJANGO_SECRET_KEY, by commas. */
  DJANGO_SECRET_KEY_FALLBACKS?: string | undefined;
};

/** A key that wraps the keys of the secrets. */
export type WrappingKey = { id: string; key: CryptoKey };

export type SealingKeys = {
  /** What wraps new keys. */
  current: WrappingKey;
  byId: ReadonlyMap<string, WrappingKey>;
  /** What opens the format without wrapped keys. */
  direct: readonly CryptoKey[];
};

/** Rejects where no key is set, or one is malformed; no message holds a key. */
export async function readSealingKeys(settings: SealingSettings): Promise<SealingKeys> {
  const named = split(settings.SEALING_KEYS).map(parseNamed);
  const secrets = [...split(settings.DJANGO_SECRET_KEY, null), ...split(settings.DJANGO_SECRET_KEY_FALLBACKS)];
  const wrapping = await Promise.all([
    ...named.map(async ({ id, secret }) => ({ id, key: await deriveKey(secret, 'halyard key-encryption key') })),
    ...secrets.map(async (secret) => ({
      id: await nameOf(secret),
      key: await deriveKey(secret, 'halyard key-encryption key'),
    })),
  ]);
  const [current] = wrapping;
  if (current === undefined) {
    throw new Error('Neither SEALING_KEYS nor DJANGO_SECRET_KEY is set, so secrets can be neither kept nor read');
  }
  const names = named.map(({ id }) => id);
  if (new Set(names).size < names.length) throw new Error('SEALING_KEYS names a key twice');
  return {
    current,
    byId: new Map(wrapping.map((one) => [one.id, one])),
    direct: await Promise.all(secrets.map((secret) => deriveKey(secret, 'halyard secrets at rest'))),
  };
}

function split(text: string | undefined, at: string | null = ','): string[] {
  const parts = text === undefined ? [] : at === null ? [text] : text.split(at).map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

function parseNamed(entry: string, index: number): { id: string; secret: string } {
  const at = entry.indexOf(':');
  const [id, secret] = [entry.slice(0, Math.max(0, at)), entry.slice(at + 1)];
  if (!KEY_ID.test(id) || secret.length < SHORTEST) {
    throw new Error(
      `SEALING_KEYS, entry ${index + 1}: give <id>:<secret>, an id of a-z, 0-9 and "-" (at most 24) and a secret of at least ${SHORTEST} characters`,
    );
  }
  return { id, secret };
}

/** Another secret has another name, as nobody gives these ids. The underscore keeps them apart from given ones. */
async function nameOf(secret: string): Promise<string> {
  const material = await importSecret(secret, 'deriveBits');
  const bits = await crypto.subtle.deriveBits(hkdf('halyard key id'), material, 32);
  return `_${[...new Uint8Array(bits)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

async function deriveKey(secret: string, purpose: string): Promise<CryptoKey> {
  const material = await importSecret(secret, 'deriveKey');
  return crypto.subtle.deriveKey(hkdf(purpose), material, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}

const importSecret = (secret: string, use: 'deriveBits' | 'deriveKey') =>
  crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, [use]);
const hkdf = (purpose: string) => ({
  name: 'HKDF',
  hash: 'SHA-256',
  salt: new Uint8Array(),
  info: encoder.encode(purpose),
});
