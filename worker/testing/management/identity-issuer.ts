import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { openSink, type Sink } from '../fixtures/sink.ts';

/** A provider on this machine that gives its machines tokens. */
export type IdentityIssuer = {
  url: string;
  sink: Sink;
  /** Signs with the key of now: good for five minutes unless told otherwise. */
  sign: (
    claims: Record<string, unknown>,
    options?: { alg?: string; header?: object; key?: CryptoKey | Uint8Array },
  ) => Promise<string>;
  /** Replaces the key, as providers do now and then. */
  rotate: () => Promise<void>;
  /** What its two documents are; tests bend them. */
  documents: { metadata: unknown; keys: { keys: unknown[] } };
  close: () => Promise<void>;
};

export async function openIdentityIssuer(alg = 'RS256'): Promise<IdentityIssuer> {
  const sink = await openSink();
  let pair = await generateKeyPair(alg);
  let generation = 0;
  const issuer: IdentityIssuer = {
    url: sink.url,
    sink,
    documents: { metadata: { issuer: sink.url, jwks_uri: `${sink.url}/keys` }, keys: { keys: [] } },
    sign: (claims, { alg: other = alg, header = {}, key = pair.privateKey } = {}) => {
      const seconds = Math.floor(Date.now() / 1_000);
      return new SignJWT({ iss: sink.url, iat: seconds, exp: seconds + 300, ...claims })
        .setProtectedHeader({ alg: other, kid: `key-${generation}`, ...header })
        .sign(key);
    },
    rotate: async () => {
      generation += 1;
      pair = await generateKeyPair(alg);
      await publish();
    },
    close: () => sink.close(),
  };
  const publish = async () => {
    issuer.documents.keys = {
      keys: [{ ...(await exportJWK(pair.publicKey)), kid: `key-${generation}`, alg, use: 'sig' }],
    };
  };
  await publish();
  sink.answer = ({ path }, response) => {
    const isKeys = path === '/keys';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isKeys ? issuer.documents.keys : issuer.documents.metadata));
  };
  return issuer;
}
