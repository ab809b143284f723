import { SecondFactorEnd, SignedInFully } from '../../contract/accounts.ts';
import { Detail, Problems } from '../../contract/pages.ts';
import {
  NewPasskey,
  Passkey,
  PasskeyChange,
  PasskeyOptions,
  Passkeys,
  PasskeySignIn,
  PasskeySignInStart,
} from '../../contract/passkeys.ts';
import { ACCOUNT, PUBLIC } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { signedInReply } from '../../http/signed-in-reply.ts';
import { signInByPasskey, startPasskeySignIn } from './passkey-sign-in.service.ts';
import { addPasskey, changePasskey, removePasskey, showPasskeys, startPasskey } from './passkeys.service.ts';

const PASSKEYS = '/api/v1/auth/passkeys/';

/** Operations of our own. */
export const passkeyOperations = [
  operation({
    method: 'GET',
    path: PASSKEYS,
    access: ACCOUNT,
    summary: "Lists the caller's passkeys",
    replies: { 200: Passkeys },
    handle: async ({ context }) => ok(await showPasskeys(context)),
  }),
  operation({
    method: 'POST',
    path: `${PASSKEYS}options/`,
    access: ACCOUNT,
    summary: 'Begins to add a passkey, by a code or the password',
    body: SecondFactorEnd,
    replies: { 200: PasskeyOptions, 400: Problems, 429: Detail },
    hashes: true,
    handle: async ({ context, body }) => ok(await startPasskey(context, body)),
  }),
  operation({
    method: 'POST',
    path: PASSKEYS,
    access: ACCOUNT,
    summary: 'Adds the passkey that the browser has made',
    body: NewPasskey,
    replies: { 201: Passkey, 400: Problems },
    handle: async ({ context, body }) => created(await addPasskey(context, body)),
  }),
  operation({
    method: 'PATCH',
    path: `${PASSKEYS}{passkey}/`,
    access: ACCOUNT,
    summary: 'Renames a passkey of the caller',
    body: PasskeyChange,
    replies: { 200: Passkey, 400: Problems, 404: Detail },
    handle: async ({ context, id, body }) => ok(await changePasskey(context, id('passkey'), body.name)),
  }),
  operation({
    method: 'DELETE',
    path: `${PASSKEYS}{passkey}/`,
    access: ACCOUNT,
    summary: 'Removes a passkey of the caller, by a code or the password',
    body: SecondFactorEnd,
    replies: { 204: null, 400: Problems, 404: Detail, 429: Detail },
    hashes: true,
    handle: async ({ context, id, body }) => {
      await removePasskey(context, id('passkey'), body);
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: `${PASSKEYS}login/options/`,
    access: PUBLIC,
    summary: 'Begins to sign in by a passkey',
    body: PasskeySignInStart,
    replies: { 200: PasskeyOptions, 400: Problems, 401: Detail, 403: Detail, 429: Detail },
    throttle: 'login',
    handle: async ({ context, body }) => ok(await startPasskeySignIn(context, body.ephemeral_token)),
  }),
  operation({
    method: 'POST',
    path: `${PASSKEYS}login/`,
    access: PUBLIC,
    summary: 'Signs in by a passkey',
    body: PasskeySignIn,
    replies: { 200: SignedInFully, 204: null, 400: Problems, 401: Detail, 403: Detail, 429: Detail },
    throttle: 'mfa_code',
    handle: async ({ context, body }) => signedInReply(context, 200, await signInByPasskey(context, body)),
  }),
];
