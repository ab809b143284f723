import * as z from 'zod/mini';
import { SocialSignIn } from './accounts.ts';
import { optional } from './field.ts';
import { text } from './text-fields.ts';

const Invitation = z.omit(SocialSignIn, { access_token: true });

/** `next` is where to go afterwards: a path of the dashboard. The rest is as at a sign-up, for who has no account. */
export const TripStart = z.extend(Invitation, { next: optional(text(2_000, { blank: true })) });
/** Where the browser goes to be asked. */
export const TripStarted = z.object({ authorize_url: z.string() });
/** What the provider has sent back with the browser. */
export const TripEnd = z.object({ code: text(4_000), state: text(100) });
/** The session is in the cookie. */
export const TripEnded = z.object({ next: z.string(), is_new_user: z.boolean() });

/** What is kept of a trip, sealed. `redirect` is the address that the provider sends back to, to the letter. */
export const Trip = z.object({
  verifier: z.string(),
  nonce: z.string(),
  redirect: z.string(),
  next: z.string(),
  invitation: Invitation,
});

export type TripStart = z.infer<typeof TripStart>;
export type TripEnd = z.infer<typeof TripEnd>;
export type Trip = z.infer<typeof Trip>;
