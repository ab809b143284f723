import type {
  EnvironmentSnapshot,
  PublishedEnvironment,
  PublishedTombstone,
} from '../contract/published-environment.ts';
import type { CopyTarget, Surroundings } from './copy-writer.ts';
import type { PublicationLog } from './publication-store.ts';

export type Published = PublishedEnvironment | PublishedTombstone;

/** Everything around a publisher, so that the same code runs in a Durable Object and under simulated faults. */
export type PublisherPorts = Surroundings & {
  store: PublicationLog;
  copies: CopyTarget[];
  /** What is committed, with the outbox rows that it answers. */
  load: (environmentId: number) => Promise<{ snapshot: EnvironmentSnapshot | null; outboxIds: string[] }>;
  /** Removes outbox rows whose content is published. */
  settle: (environmentId: number, outboxIds: string[], updatedAt: number | null) => Promise<void>;
  /** A quick look: rejects soon when the database does not answer. */
  hasPending: (environmentId: number) => Promise<boolean>;
  /** Tells who listens. Called when readers can have the version, and never throws. */
  announce: (before: Published | null, after: Published, updatedAt: number, text: string) => void;
  setAlarm: (time: number) => Promise<void>;
};
