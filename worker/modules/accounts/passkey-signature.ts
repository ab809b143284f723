const LEAST_RSA_BITS = 2_048;
const HALF = 32;

const KINDS = new Map<number, { name: string; hash?: string; namedCurve?: string }>([
  [-7, { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }],
  [-8, { name: 'Ed25519' }],
  [-257, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }],
]);

/** COSE's numbers of the signatures that are understood, the preferred first. */
export const ALGORITHMS = [...KINDS.keys()];

/** The key of a passkey (SubjectPublicKeyInfo); null for one that is none, too weak, or of another kind than it says. */
export async function openPublicKey(algorithm: number, spki: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  const kind = KINDS.get(algorithm);
  if (kind === undefined) return null;
  const key = await crypto.subtle.importKey('spki', spki, kind, false, ['verify']).catch(() => null);
  const bits = key === null ? 0 : ((key.algorithm as { modulusLength?: number }).modulusLength ?? LEAST_RSA_BITS);
  return bits < LEAST_RSA_BITS ? null : key;
}

export async function isSignedBy(
  algorithm: number,
  spki: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const kind = KINDS.get(algorithm);
  const key = await openPublicKey(algorithm, spki);
  const raw = algorithm === -7 ? joinHalves(signature) : signature;
  return kind !== undefined && key !== null && raw !== null && crypto.subtle.verify(kind, key, raw, signed);
}

/** Both numbers of an ECDSA signature at their full length, as WebCrypto takes them, from the DER that authenticators make; null for other DER. */
function joinHalves(der: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const joined = new Uint8Array(2 * HALF);
  let at = 2;
  for (const end of [HALF, 2 * HALF]) {
    const length = der[at + 1] ?? 0;
    const number = der.slice(at + 2, at + 2 + length);
    const digits = number[0] === 0 ? number.slice(1) : number;
    if (der[at] !== 2 || number.length !== length || digits.length === 0 || digits.length > HALF) return null;
    joined.set(digits, end - digits.length);
    at += 2 + length;
  }
  return der[0] === 0x30 && der[1] === at - 2 && der.length === at ? joined : null;
}
