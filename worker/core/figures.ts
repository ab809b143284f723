import type { AnswerCounts } from './answer-counts.ts';
import type { SqlDatabase } from './database.ts';
import type { Publishers } from './ports.ts';

/** `refused`: the answer was not one that readers take. `late`: a request that waited for it was answered without. */
export type RefreshOutcome = 'unchanged' | 'newer' | 'refused' | 'failed' | 'late';

/** `fallback`: the publisher did not answer in time, so it was a copy, or the publisher after all. */
export type LoadOutcome = 'publisher' | 'fallback' | 'unknown_key' | 'failed';

/** What an isolate knows of the environments it serves. */
export type ServedFigures = {
  environments: number;
  bytes: number;
  keys: number;
  unknownKeys: number;
  /** Of the environments in use, the longest time since the publisher confirmed what is served; null without any. */
  oldestConfirmedMs: number | null;
  /** Environments in use that came from a copy and that no publisher has confirmed yet. */
  unconfirmed: number;
  refreshes: Record<RefreshOutcome, number>;
  loads: Record<LoadOutcome, number>;
};

/** One isolate's own figures: others have others, and they end with it. */
export type IsolateFigures = {
  id: string;
  /** Epoch milliseconds. */
  startedAt: number;
  answers: AnswerCounts;
  readServed: () => ServedFigures;
  listHeldEnvironments: () => number[];
  readIdentities: () => { held: number; bytes: number; buffered: number };
  readBreaker: () => { isOpen: boolean; openings: number };
};

/** What a buffer says of itself while Postgres does not take what it holds. */
export type Backlog = {
  buffer: 'usage' | 'identity';
  /** Writes of identities, or batches of counts. */
  waiting: number;
  /** Since when the oldest of it has been waiting, epoch milliseconds. */
  since: number;
};

/** Where figures come from. */
export type FigureSources = {
  /** With a circuit breaker of its own: figures that take too long must not keep identities from being read. */
  database: SqlDatabase;
  publishers: Publishers;
  /** Rejects when the storage does not answer. */
  listBacklogs: () => Promise<Backlog[]>;
  isolate: IsolateFigures;
};
