import type { Actor } from './access.ts';
import type { Database } from './database.ts';
import type { Defer, Publishers } from './ports.ts';

/** Encrypts secrets at rest. `place` names the table, column and owner, so that a ciphertext is worthless anywhere else. */
export type Sealer = {
  seal: (plain: string, place: string) => Promise<string>;
  /** Rejects if the text was sealed elsewhere, with another key, or was changed. */
  open: (sealed: string, place: string) => Promise<string>;
};

/** Counts uses of something by somebody, for all isolates together. */
export type Throttle = {
  /** Null if one more is within the limit (and it is counted), else the seconds to wait. */
  take: (name: string, limit: { uses: number; seconds: number }) => Promise<number | null>;
};

/** Copies of identities that the SDK plane keeps. */
export type IdentityCopies = {
  /** Drops what this location knows of an identity that was changed in the database. Never rejects. */
  forget: (environmentId: number, identifier: string) => Promise<void>;
};

/** Hashes of passwords, which cost so much that they take turns. All throw THROTTLED when too many wait. */
export type Passwords = {
  /** Takes the turn of a request before any other work on it; its first hash then uses it. */
  admit: () => Admission;
  /** A self-describing hash, another one each time. */
  hash: (password: string) => Promise<string>;
  /** False without a stored hash, after the same time. */
  verify: (password: string, stored: string | null) => Promise<boolean>;
};

/** A turn that was taken. `release` gives it back if no hash has used it, so that refused requests hold up nobody. */
export type Admission = Passwords & { release: () => void };

/** Codes of authenticator apps (RFC 6238). Secrets are in base32. */
export type Totp = {
  newSecret: () => string;
  /** What apps read from a QR code. */
  link: (secret: string, label: string) => string;
  /** The 30-second step since 1970 whose code this is, one step early or late; null for a wrong code. */
  stepOf: (secret: string, code: string, now: Date) => number | null;
};

export type Mail = { to: string; subject: string; text: string };

/** Carries mails. `outbox`: they stay where people at this machine can read them; `none`: they cannot be sent. */
export type Mailer = {
  carrier: 'provider' | 'outbox' | 'none';
  /** Rejects if the mail was not taken. */
  send: (mail: Mail) => Promise<void>;
};

export type OutboundRequest = {
  url: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string;
  /** The address may go without TLS. */
  mayBePlain?: boolean;
  /** How much of the reply is read: 64 KiB unless said otherwise. */
  replyLimitBytes?: number;
};

/** The text up to the limit; less if it was not all there in time. A redirect is a reply like any other: nobody follows it. */
export type OutboundReply = { status: number; text: string; headers: Headers };

/** Requests to the world outside. */
export type Outbound = {
  /** Why no request may be sent there, or null: for when an address is saved. It is asked again at each sending. */
  findFault: (url: string, options?: Pick<OutboundRequest, 'mayBePlain'>) => string | null;
  /** Rejects with OutboundRefused for an address that is not allowed, without a connection; and after 10 s without a reply. */
  send: (request: OutboundRequest) => Promise<OutboundReply>;
};

/** Tokens that let a machine act for an hour through the trust relationship that they name. */
export type MachineTokens = {
  sign: (trustRelationshipId: number, now: Date) => Promise<{ token: string; expiresInSeconds: number }>;
  /** The id of the trust relationship; null for what is none of ours, was changed or has expired. */
  verify: (token: string, now: Date) => Promise<number | null>;
};

/** Tokens that providers give their machines (OpenID Connect). */
export type IdentityTokens = {
  /** Who says to have issued it, which proves nothing; null for what is no token. */
  readIssuer: (token: string) => string | null;
  /** What the issuer has signed. Rejects with the reason for a token that does not hold now, or whose issuer cannot be asked. */
  verify: (token: string, issuer: string, now: Date) => Promise<ReadonlyMap<string, unknown>>;
};

/** What the management plane is given. */
export type ManagementPorts = {
  database: Database;
  publishers: Publishers;
  sealer: Sealer;
  throttle: Throttle;
  identities: IdentityCopies;
  passwords: Passwords;
  totp: Totp;
  mailer: Mailer;
  outbound: Outbound;
  machineTokens: MachineTokens;
  identityTokens: IdentityTokens;
  /** Variables of the deployment, by name. */
  setting: (name: string) => string | undefined;
};

/** One request as services see it. */
export type Context = ManagementPorts & {
  actor: Actor | null;
  /** Where the request was sent to: scheme and host. */
  origin: string;
  /** Address of the client as far as it is known. */
  address: string;
  requestId: string;
  /** What signing in makes: a key for the Authorization header, or a session that a cookie carries. */
  signsInTo: 'token' | 'session';
  /** What the client calls itself. */
  userAgent: string;
  defer: Defer;
  now: () => Date;
};
