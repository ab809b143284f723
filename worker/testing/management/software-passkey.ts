import { createHash, randomBytes } from 'node:crypto';

type Kind = 'ES256' | 'RS256' | 'EdDSA';
const KINDS = {
  ES256: { alg: -7, key: { name: 'ECDSA', namedCurve: 'P-256' }, sign: { name: 'ECDSA', hash: 'SHA-256' } },
  EdDSA: { alg: -8, key: { name: 'Ed25519' }, sign: { name: 'Ed25519' } },
  RS256: {
    alg: -257,
    key: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    sign: { name: 'RSASSA-PKCS1-v1_5' },
  },
} as const;

/** What of an answer is made wrong. */
export type Twist = {
  origin?: string;
  rpId?: string;
  type?: string;
  crossOrigin?: boolean;
  /** Bits: 1 present, 4 verified, 64 with a credential. */
  flags?: number;
  counter?: number;
  userHandle?: string | null;
  /** Of another credential. */
  id?: string;
};

type Options = { challenge: string; rp?: { id: string }; rpId?: string; user?: { id: string } };

const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');

/** An authenticator with one credential, as a browser with it answers a page of the origin. */
export async function openSoftwarePasskey(origin: string, kind: Kind = 'ES256') {
  const { alg, key, sign } = KINDS[kind];
  const pair = (await crypto.subtle.generateKey(key, true, ['sign', 'verify'])) as CryptoKeyPair;
  const id = base64(randomBytes(16));
  let handle: string | null = null;
  let uses = 0;

  const answer = (options: Options, type: string, flags: number, tail: Buffer, twist: Twist) => {
    const said = { type: twist.type ?? type, challenge: options.challenge, origin: twist.origin ?? origin };
    const crossOrigin = twist.crossOrigin ?? false;
    const head = Buffer.alloc(37);
    createHash('sha256')
      .update(twist.rpId ?? options.rp?.id ?? options.rpId ?? '')
      .digest()
      .copy(head);
    head[32] = twist.flags ?? flags;
    head.writeUInt32BE(twist.counter ?? uses, 33);
    const data = Buffer.concat([head, tail]);
    const client = JSON.stringify({ ...said, crossOrigin });
    return { data, client, wire: { clientDataJSON: base64(client), authenticatorData: base64(data) } };
  };

  return {
    id,
    /** RegistrationResponseJSON */
    create: async (options: Options, twist: Twist = {}) => {
      handle = options.user?.id ?? null;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(16);
      const tail = Buffer.concat([
        Buffer.alloc(16),
        length,
        Buffer.from(twist.id ?? id, 'base64url'),
        Buffer.alloc(77),
      ]);
      const { wire } = answer(options, 'webauthn.create', 0x45, tail, twist);
      const publicKey = base64(new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)));
      return {
        id,
        rawId: id,
        type: 'public-key',
        response: { ...wire, publicKey, publicKeyAlgorithm: alg, transports: ['internal'], attestationObject: '' },
      };
    },
    /** AuthenticationResponseJSON */
    get: async (options: Options, twist: Twist = {}) => {
      uses += 1;
      const { data, client, wire } = answer(options, 'webauthn.get', 0x05, Buffer.alloc(0), twist);
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
      const raw = Buffer.from(await crypto.subtle.sign(sign, pair.privateKey, signed));
      const signature = base64(kind === 'ES256' ? toDer(raw) : raw);
      const userHandle = twist.userHandle === undefined ? handle : twist.userHandle;
      return { id: twist.id ?? id, rawId: id, type: 'public-key', response: { ...wire, signature, userHandle } };
    },
  };
}

/** ECDSA's two numbers as authenticators write them: without zeros before them, but for one that keeps them positive. */
function toDer(raw: Buffer): Buffer {
  const numbers = [raw.subarray(0, 32), raw.subarray(32)].map((half) => {
    const digits = half.subarray(half.findIndex((byte) => byte !== 0));
    const positive = (digits[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), digits]) : digits;
    return Buffer.concat([Buffer.from([2, positive.length]), positive]);
  });
  const body = Buffer.concat(numbers);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
