import { randomHex } from '../../core/random-hex.ts';
import { sha256Hex } from '../../core/sha256.ts';

const SECRET_BYTES = 32;

/** What each kind begins with, so that one that has leaked can be recognised. */
const PREFIXES = { code: 'hyc_', access: 'hya_', refresh: 'hyr_', client: 'hys_' };

/** A secret of 256 bits, and the hash by which alone we know it afterwards. */
export async function newSecret(kind: keyof typeof PREFIXES): Promise<{ secret: string; hash: string }> {
  const secret = `${PREFIXES[kind]}${randomHex(SECRET_BYTES)}`;
  return { secret, hash: await sha256Hex(secret) };
}
