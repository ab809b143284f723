import * as z from 'zod/mini';
import { choice, flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { email, text } from './text-fields.ts';
import { Moment } from './pages.ts';

/** compat: blank means none. */
const SIGN_UP_TYPES = ['NO_INVITE', 'INVITE_EMAIL', 'INVITE_LINK', ''] as const;

/** A password as typed: white space counts. */
const password = () => text(1_000, { trim: false });
const secret = () => text(500, { trim: false, blank: true });
const name = () => text(150);

export const SignUp = z.object({
  email: email(),
  password: password(),
  first_name: name(),
  last_name: name(),
  sign_up_type: optional(nullable(choice(SIGN_UP_TYPES))),
  invite_hash: optional(nullable(text(200, { blank: true }))),
  marketing_consent_given: optional(flag()),
  superuser: optional(flag()),
});

export const SignedUp = z.object({
  id: z.int(),
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  sign_up_type: z.nullable(z.string()),
  is_active: z.boolean(),
  marketing_consent_given: z.boolean(),
  uuid: z.string(),
  /** Not with a cookie. */
  key: z.optional(z.string()),
});

export const SignIn = z.object({ email: text(254), password: password() });
const SecondFactorMethod = z.enum(['app', 'passkey']);
/** A key, or for an account with a second factor the token that says that its password was right. */
export const SignedIn = z.union([
  z.object({ key: z.string() }),
  z.object({ ephemeral_token: z.string(), method: SecondFactorMethod, methods: z.array(SecondFactorMethod) }),
]);
/** What a right code brings. */
export const SignedInFully = z.object({ key: z.string() });

/** `access_token` is Google's access token, or GitHub's code. What sales systems send along is accepted and not kept. */
export const SocialSignIn = z.object({
  access_token: text(4000),
  sign_up_type: optional(nullable(choice(SIGN_UP_TYPES))),
  invite_hash: optional(nullable(text(200, { blank: true }))),
  marketing_consent_given: optional(flag()),
});
export const SocialSignedIn = z.object({ key: z.string(), is_new_user: z.boolean() });
/** The provider could not be asked, or refused. */
export const ProviderProblem = z.object({ message: z.string() });

/** What an ephemeral token says, sealed. `until` in epoch seconds. */
export const EphemeralClaims = z.object({ user: z.int(), until: z.number(), password: z.string() });
export const SecondFactor = z.object({ ephemeral_token: text(500), code: text(50) });
/** `qr_link` is an `otpauth://` address; `secret` is the same in base32, to be typed. */
export const SecondFactorStart = z.object({ qr_link: z.string(), secret: z.string() });
export const SecondFactorCode = z.object({ code: text(50) });
/** Shown once. */
export const BackupCodes = z.object({ backup_codes: z.array(z.string()) });
/** One of both. */
export const SecondFactorEnd = z.object({ code: optional(text(50)), current_password: optional(secret()) });
export const MfaMethods = z.array(z.object({ name: z.string(), is_primary: z.boolean() }));

/** One way in which somebody is signed in: `token` by a key, `session` by a cookie. The address of neither is told. */
export const OwnSession = z.object({
  id: z.int(),
  kind: z.enum(['token', 'session']),
  user_agent: z.string(),
  created_at: Moment,
  last_used_at: z.nullable(Moment),
  expires_at: z.nullable(Moment),
  /** Whether it is the one that asks. */
  is_current: z.boolean(),
});

export const CurrentUser = z.object({
  id: z.int(),
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  sign_up_type: z.nullable(z.string()),
  auth_type: z.enum(['EMAIL', 'GOOGLE', 'GITHUB']),
  is_superuser: z.boolean(),
  date_joined: Moment,
  uuid: z.string(),
  pylon_email_signature: z.string(),
  onboarding: z.nullable(z.record(z.string(), z.unknown())),
});

/** The deprecated view of an account. */
export const AccountUser = z.object({
  first_name: z.string(),
  last_name: z.string(),
  sign_up_type: z.nullable(z.string()),
  id: z.int(),
  email: z.string(),
});

export const UserChange = z.object({
  first_name: optional(name()),
  last_name: optional(name()),
  sign_up_type: optional(nullable(choice(SIGN_UP_TYPES))),
});

export const UserDeletion = z.object({
  current_password: optional(secret()),
  delete_orphan_organisations: optional(flag()),
});

export const OnboardingChange = z.object({
  tasks: optional(list(z.object({ name: text(200), completed_at: optional(nullable(text(50))) }), 100)),
  tools: optional(z.object({ completed: optional(flag()), integrations: optional(list(text(200), 100)) })),
  hosting_preferences: optional(list(text(200), 100)),
});

export const PasswordChange = z.object({
  current_password: secret(),
  new_password: password(),
  re_new_password: password(),
});
export const EmailChange = z.object({ current_password: secret(), new_email: email() });
export const EmailOnly = z.object({ email: email() });
export const PasswordConfirmation = z.object({
  uid: text(50),
  token: text(200),
  new_password: password(),
  re_new_password: password(),
});
export const EmailConfirmation = z.object({ uid: text(50), token: text(200), new_email: email() });
export const Activation = z.object({ uid: text(50), token: text(200) });

export const FirstSuperuser = z.object({ email: email(), site_name: text(50), site_domain: text(100) });
export const FirstSuperuserMade = z.object({ message: z.string(), passwordResetUrl: z.string() });
export const AdminMade = z.object({ adminUserCreated: z.boolean(), passwordResetUrl: z.string() });

export const OutboxMail = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  created_at: Moment,
});

export type OwnSession = z.infer<typeof OwnSession>;
export type SocialSignIn = z.infer<typeof SocialSignIn>;
export type SignUp = z.infer<typeof SignUp>;
export type CurrentUser = z.infer<typeof CurrentUser>;
export type OnboardingChange = z.infer<typeof OnboardingChange>;
export type UserChange = z.infer<typeof UserChange>;
export type OutboxMail = z.infer<typeof OutboxMail>;
