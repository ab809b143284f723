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

/** What the management plane is given. */
export type ManagementPorts = {
  database: Database;
  publishers: Publishers;
  sealer: Sealer;
  throttle: Throttle;
  identities: IdentityCopies;
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
  defer: Defer;
  now: () => Date;
};
