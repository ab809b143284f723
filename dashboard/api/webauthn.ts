import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { RequestFailed } from './failure.ts';

/** What the server sends under `public_key`, in WebAuthn's own JSON. */
export type PasskeyOptions<Options> = { public_key: Options };

/** Whether this browser, at this address, knows passkeys at all. */
export const knowsPasskeys = browserSupportsWebAuthn;

/** Makes a passkey; resolves to what the server is to be told of it. Rejects with what a person can be shown. */
export const makePasskey = ({ public_key: optionsJSON }: PasskeyOptions<PublicKeyCredentialCreationOptionsJSON>) =>
  inSentences(() => startRegistration({ optionsJSON }));

/** Signs with a passkey. Rejects with what a person can be shown. */
export const signWithPasskey = ({ public_key: optionsJSON }: PasskeyOptions<PublicKeyCredentialRequestOptionsJSON>) =>
  inSentences(() => startAuthentication({ optionsJSON }));

const SENTENCES: Record<string, string> = {
  NotAllowedError: 'No passkey was given, or it took too long. Try again.',
  InvalidStateError: 'Your account has this passkey already.',
  SecurityError: 'The server expects another address of this page. Passkeys work at the one that its mails lead to.',
};

async function inSentences<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    const message = SENTENCES[name] ?? 'This browser gave no passkey.';
    throw new RequestFailed({ kind: 'conflict', message, code: name });
  }
}
