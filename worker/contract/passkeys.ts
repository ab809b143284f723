import * as z from 'zod/mini';
import { choice } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { integer } from './number-fields.ts';
import { text } from './text-fields.ts';
import { Moment } from './pages.ts';

/** Bytes in Base64 for URLs, at most so many. */
const bytes = (max: number) => text(Math.ceil((max * 4) / 3), { trim: false });
const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
const name = () => text(100);

export const Passkey = z.object({
  id: z.int(),
  name: z.string(),
  created_at: Moment,
  last_used_at: z.nullable(Moment),
});
export const Passkeys = z.array(Passkey);

/** `public_key` is what WebAuthn calls options, in its own JSON: for `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`. */
export const PasskeyOptions = z.object({ public_key: z.record(z.string(), z.unknown()) });

/** `credential` is WebAuthn's RegistrationResponseJSON; what it holds besides is not read. */
export const NewPasskey = z.object({
  name: name(),
  credential: z.object({
    id: bytes(1_023),
    response: z.object({
      clientDataJSON: bytes(4_000),
      authenticatorData: bytes(4_000),
      publicKey: bytes(1_000),
      publicKeyAlgorithm: integer(),
      transports: optional(list(choice(TRANSPORTS), 10)),
    }),
  }),
});
export const PasskeyChange = z.object({ name: name() });

/** With the token of a right password the passkey is the second factor, without it both. */
export const PasskeySignInStart = z.object({ ephemeral_token: optional(text(500)) });
/** `credential` is WebAuthn's AuthenticationResponseJSON. */
export const PasskeySignIn = z.object({
  ephemeral_token: optional(text(500)),
  credential: z.object({
    id: bytes(1_023),
    response: z.object({
      clientDataJSON: bytes(4_000),
      authenticatorData: bytes(4_000),
      signature: bytes(1_000),
      userHandle: optional(nullable(bytes(64))),
    }),
  }),
});

/** What the browser says that it signed for. */
export const ClientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.optional(z.boolean()),
});

export type ClientData = z.infer<typeof ClientData>;
export type Passkey = z.infer<typeof Passkey>;
export type NewPasskey = z.infer<typeof NewPasskey>;
export type PasskeySignIn = z.infer<typeof PasskeySignIn>;
