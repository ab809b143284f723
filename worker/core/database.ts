import type { Db } from '../../drizzle/db.ts';

export type Row = Record<string, unknown>;
export type Statement = { sql: string; params: unknown[] };

/** Postgres by plain statements, one round trip a call, each with a time limit. Rejects with StatementRefused or DatabaseUnavailable. */
export type SqlDatabase = {
  /** Runs one statement. */
  query: (statement: Statement, limitMs?: number) => Promise<Row[]>;
  /** Runs all statements in one read-only transaction that sees one snapshot. */
  readSnapshot: (statements: Statement[], limitMs?: number) => Promise<Row[][]>;
};

/** Postgres as the management plane needs it; the query builder is too much for an isolate that only serves flags. */
export type Database = SqlDatabase & {
  /** The query builder; each statement is a round trip and a transaction of its own. */
  db: Db;
  /** Runs the work in one read-write transaction (read committed), which ends with it: committed, or undone if it throws. */
  transaction: <T>(work: (db: Db) => Promise<T>) => Promise<T>;
};

/** Postgres could not be asked: no address, no connection, no answer in time, or it is being spared after failures. */
export class DatabaseUnavailable extends Error {
  constructor(cause: unknown) {
    super('the database is not available', { cause });
    this.name = 'DatabaseUnavailable';
  }
}

/** Postgres answered, and refused the statement. `code` is its SQLSTATE. */
export class StatementRefused extends Error {
  readonly code: string;
  readonly constraint: string | null;

  constructor(code: string, message: string, constraint: string | null, cause: unknown) {
    super(message, { cause });
    this.name = 'StatementRefused';
    this.code = code;
    this.constraint = constraint;
  }

  /** Whether others were in the way for too long, or the statement took too long: another try later may end well. */
  get isBusy(): boolean {
    return /^(40001|40P01|55P03|57014)$/.test(this.code);
  }

  /** Whether the fault lies in the data (SQLSTATE classes 22 and 23), so that another try would end the same. */
  get isFinal(): boolean {
    return /^2[23]/.test(this.code);
  }
}

/** What Postgres said, from below what the query builder wraps around it; null if the error is not from the database. */
export function findDatabaseError(error: unknown): StatementRefused | DatabaseUnavailable | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof StatementRefused || cause instanceof DatabaseUnavailable) return cause;
  }
  return null;
}

/** The constraint that the error says was broken, or null. */
export function violatedConstraint(error: unknown): string | null {
  const cause = findDatabaseError(error);
  return cause instanceof StatementRefused ? cause.constraint : null;
}
