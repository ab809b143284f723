import { ClientData } from '../../contract/passkeys.ts';
import { fromBase64Url, toBase64Url } from '../../core/base64-url.ts';
import { isSignedBy } from './passkey-signature.ts';

/** Offsets in the authenticator's data (WebAuthn, 6.1). */
const FLAGS = 32;
const COUNTER = 33;
const ID_LENGTH = 53;
const ID = 55;
const PRESENT = 0x01;
const VERIFIED = 0x04;
const MAY_BE_BACKED_UP = 0x08;
const IS_BACKED_UP = 0x10;
const HAS_CREDENTIAL = 0x40;

/** For whom a passkey signs: the origin of the dashboard, and its host. */
export type RelyingParty = { origin: string; id: string };
type Expected = { party: RelyingParty; type: 'webauthn.create' | 'webauthn.get'; needsVerified: boolean };
type Response = { clientDataJSON: string; authenticatorData: string };

/** Says why no answer of a passkey can be trusted. */
export class PasskeyRefused extends Error {}

/** The challenge that the answer says it was given; it proves nothing by itself. Throws PasskeyRefused. */
export function readChallenge({ clientDataJSON }: Response): string {
  return readClientData(clientDataJSON).challenge;
}

/** Checks all of an answer but its challenge and its signature. Returns the counter and, of a new one, its credential's id. Throws PasskeyRefused. */
export async function checkResponse(response: Response, { party, type, needsVerified }: Expected) {
  const said = readClientData(response.clientDataJSON);
  if (said.type !== type) throw new PasskeyRefused('The passkey was asked for something else.');
  if (said.origin !== party.origin || said.crossOrigin === true) {
    throw new PasskeyRefused(`The passkey was asked by a page that is not of ${party.origin}.`);
  }
  const data = decode(response.authenticatorData);
  const party256 = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(party.id)));
  if (data.length < COUNTER + 4 || party256.some((byte, at) => byte !== data[at])) {
    throw new PasskeyRefused(`The passkey is not for ${party.id}.`);
  }
  const flags = data[FLAGS] ?? 0;
  if ((flags & PRESENT) === 0) throw new PasskeyRefused('Nobody was there to use the passkey.');
  if (needsVerified && (flags & VERIFIED) === 0) throw new PasskeyRefused('The passkey did not check who uses it.');
  if ((flags & IS_BACKED_UP) !== 0 && (flags & MAY_BE_BACKED_UP) === 0) {
    throw new PasskeyRefused('The passkey contradicts itself.');
  }
  const view = new DataView(data.buffer, data.byteOffset);
  return { counter: view.getUint32(COUNTER), credentialId: (flags & HAS_CREDENTIAL) === 0 ? null : readId(data, view) };
}

/** Checks the signature of an answer. Throws PasskeyRefused. */
export async function checkSignature(
  response: Response & { signature: string },
  key: { publicKey: string; algorithm: number },
): Promise<void> {
  const data = decode(response.authenticatorData);
  const said = new Uint8Array(await crypto.subtle.digest('SHA-256', decode(response.clientDataJSON)));
  const signed = new Uint8Array(data.length + said.length);
  signed.set(data);
  signed.set(said, data.length);
  const isRight = await isSignedBy(key.algorithm, decode(key.publicKey), decode(response.signature), signed);
  if (!isRight) throw new PasskeyRefused('The signature of the passkey is wrong.');
}

/** Throws PasskeyRefused. */
export function decode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64Url(text);
  if (bytes === null) throw new PasskeyRefused('What the passkey answered is not Base64 for URLs.');
  return bytes;
}

function readClientData(text: string): ClientData {
  const bytes = decode(text);
  try {
    return ClientData.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new PasskeyRefused('What the browser says of the passkey cannot be read.');
  }
}

function readId(data: Uint8Array, view: DataView): string | null {
  if (data.length < ID) return null;
  const end = ID + view.getUint16(ID_LENGTH);
  return end > data.length ? null : toBase64Url(data.slice(ID, end));
}
