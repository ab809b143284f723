import type { PublicationStatus } from '../contract/publications.ts';
import type { ToldIdentity } from './told-batch.ts';

/** A value that a trait can hold. Null never leaves or enters storage: it means "remove". */
export type TraitValue = string | number | boolean;

export type StoredTrait = { id: number | null; value: TraitValue };

/** What is known of an identity. `id` is null while its row waits in the identity buffer. */
export type StoredIdentity = {
  id: number | null;
  traits: Map<string, StoredTrait>;
  /** Nobody could say what was stored before, so there may be more traits than these. */
  isPartial?: true;
};

/** One acknowledged change of an identity. `id` makes it land once, `writtenAt` (epoch ms) orders it against others. */
export type IdentityWrite = {
  id: string;
  environmentId: number;
  identifier: string;
  set: [key: string, value: TraitValue][];
  remove: string[];
  writtenAt: number;
};

/** How long a promise may outlive the response: the request's `waitUntil`. */
export type Defer = (work: Promise<unknown>) => void;

/** Identities and their stored traits. Nothing here throws when Postgres is away. */
export type IdentityStore = {
  /** Null: no such identity. `unknown`: nobody could say in time; go on without stored traits. */
  find(environmentId: number, identifier: string, defer: Defer): Promise<StoredIdentity | null | 'unknown'>;
  /** Resolves once the change is durable, with the identity as it now stands. Rejects only if no store took it. */
  save(write: IdentityWrite, known: StoredIdentity | null | 'unknown', defer: Defer): Promise<StoredIdentity>;
  /** Adds to a whole-number trait in one step and resolves with the sum. A sum cannot wait, so Postgres must be there. */
  increment(
    environmentId: number,
    identifier: string,
    key: string,
    by: number,
    defer: Defer,
  ): Promise<number | 'not-an-integer' | 'unavailable'>;
};

/** One count of evaluations of one feature, as the SDK reported it. */
export type EvaluationCount = {
  feature: string;
  count: number;
  /** Null where the report does not say (version 1 of the endpoint). */
  enabled: boolean | null;
};

export type UsageLabels = { sdk: string | null; applicationName: string | null; applicationVersion: string | null };

/** Of those who say nothing of themselves. */
export const NO_LABELS: UsageLabels = { sdk: null, applicationName: null, applicationVersion: null };

/** The statements on identities, each one round trip to Postgres. All reject when Postgres is away. */
export type IdentityStatements = {
  /** The identities that exist, by identifier. */
  find(environmentId: number, identifiers: string[]): Promise<Map<string, StoredIdentity>>;
  land(writes: IdentityWrite[]): Promise<void>;
  /** Null: the trait is not a whole number. */
  increment(
    environmentId: number,
    identifier: string,
    key: string,
    by: number,
    writtenAt: number,
  ): Promise<number | null>;
};

/** What a request asked for. compat: Flagsmith's codes. */
export const RESOURCES = { flags: 1, identities: 2, traits: 3, environment_document: 4 } as const;
export type Resource = (typeof RESOURCES)[keyof typeof RESOURCES];

/** Requests of SDKs that share labels. */
export type RequestCount = { resource: Resource; labels: UsageLabels; count: number };

/** Counts of one isolate's worth of requests, reported as one. `id` makes a repeated report count once. */
export type UsageReport = {
  id: string;
  environmentId: number;
  entries: { count: EvaluationCount; labels: UsageLabels }[];
  requests: RequestCount[];
};

type Block = {
  environmentId: number;
  /** Start of the block, epoch milliseconds. */
  blockStart: number;
  labels: string;
  count: number;
};

/** One line of a batch: all evaluations of a feature in a block of a quarter of an hour that share labels. */
export type EvaluationBlock = Block & { feature: string; enabled: boolean | null };

/** One line of a batch: all requests for a resource in a block that share labels. */
export type RequestBlock = Block & { resource: Resource };

export type UsageBlock = EvaluationBlock | RequestBlock;

export type UsageSink = {
  /** Whether counts of the environment may still wait. A report that is turned away here is counted as shed, and costs no reading. */
  admits(environmentId: number, defer: Defer): boolean;
  /** Resolves once the counts are durable. */
  record(environmentId: number, counts: EvaluationCount[], labels: UsageLabels, defer: Defer): Promise<void>;
};

/** Counts requests without holding them up; a killed isolate loses the counts of the last seconds. */
export type RequestCounter = {
  count(environmentId: number, resource: Resource, labels: UsageLabels, defer: Defer): void;
};

/**
 * Tells integrations who was served what, without holding anybody up: after the answer, together with others, the last word of an identity
 * alone. What does not fit is dropped and counted in the log.
 */
export type IdentityTeller = {
  /** `describe` is called once it is needed: not where `seen`, on which its answer depends, was told of lately. */
  tell(environmentId: number, identifier: string, seen: string, describe: () => ToldIdentity, defer: Defer): void;
};

/** The usage buffers of all environments. */
export type UsageBuffers = {
  /** Brings to Postgres what the environment's buffers hold. Resolves with how many of them could not. */
  flush(environmentId: number): Promise<number>;
};

/**
 * How far an answer to "anything newer?" has to reach: what is published already; what was committed a second or two ago; or what is
 * committed now, for which the publisher looks into the outbox first.
 */
export type NewsExtent = 'published' | 'recent' | 'committed';

/** Where published environments come from. All methods reject when their source cannot answer. */
export type EnvironmentSource = {
  /** The id of the environment that a key opens, or null if no environment has it. */
  resolveKey(key: string, defer: Defer): Promise<number | null>;
  /** The stored copy, unverified text; null when there is none. */
  readCopy(environmentId: number): Promise<string | null>;
  /** The published record as text if it is newer than `version`, else null. */
  readNewerThan(environmentId: number, version: number, extent: NewsExtent): Promise<string | null>;
};

/** What a publication changed, as far as anybody with a client-side key may know. */
export type PublishedChange = {
  version: number;
  /** Epoch seconds with a fraction, as text, so that the fraction never vanishes. */
  updated_at: string;
  /** Whether it concerns others than single identities. */
  everybody: boolean;
  /** Names of the flags that changed for everybody or for segments. */
  features: string[];
  /** Names of the flags whose overrides for single identities changed. */
  identity_features: string[];
};

/** So many listen that nobody else can. */
export class FeedFull extends Error {
  constructor() {
    super('no more listeners are taken');
    this.name = 'FeedFull';
  }
}

/** News of publications that change flags. */
export type ChangeFeed = {
  /** After about this long a listener is to leave and come back, so that streams spread over new versions of the Worker. */
  lifetimeMs: number;
  /** After this long an event is told once more; null where one isolate answers everybody. */
  repeatAfterMs: number | null;
  /** Rejects with FeedFull where too many listen. */
  listen(environmentId: number, listener: ChangeListener): Promise<Listening>;
};

/** `version` was the newest when it began. `stop` ends it, and resolves once nobody depends on who listened. */
export type Listening = { version: number; stop: () => Promise<void> };

export type ChangeListener = {
  /** With the record that the change is of where it came with it: unverified text. */
  onChange(change: PublishedChange, record: string | null): void;
  /** There is this version, and nobody knows any more what it changed. */
  onMissed(version: number): void;
  /** No more will come. */
  onEnd(): void;
};

/** Where a publication stands, in numbers. `updatedAt`: of the newest version, epoch milliseconds; null before the first. */
export type PublicationFigures = {
  version: number;
  updatedAt: number | null;
  held: boolean;
  pinned: boolean;
  copies: { name: string; version: number }[];
};

/** `not-kept`: there is no such version to go back to. `gone`: the environment has been deleted. */
export type RevertOutcome = 'done' | 'not-kept' | 'gone';

/** `not-held`: that is not what is held (any more), or can never be published. `unavailable`: the database is away. */
export type ConfirmOutcome = 'done' | 'not-held' | 'unavailable';

/** The publishers of the environments. Only `publish` and `confirm` need the database. */
export type Publishers = {
  /** Publishes what is committed; resolves with the newest version, or 0 if there is no such environment. */
  publish(environmentId: number): Promise<number>;
  status(environmentId: number): Promise<PublicationStatus>;
  /** Publishes the flags of a kept version again and stays with them, whatever is committed. `by` is told in the status. */
  revert(environmentId: number, version: number, by: string): Promise<RevertOutcome>;
  /** Goes on with what is committed; while the database is away, as soon as it is back. */
  release(environmentId: number): Promise<void>;
  /** Publishes what was held. */
  confirm(environmentId: number, holdId: string): Promise<ConfirmOutcome>;
  /** As much of the status as costs nothing to tell. */
  figures(environmentId: number): Promise<PublicationFigures>;
};
