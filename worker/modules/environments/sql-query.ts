/** One statement with its parameters. Results are expected as the drivers parse them: numbers, booleans and JSON as such. */
export type SqlQuery = { sql: string; params: unknown[] };

export type SqlRow = Record<string, unknown>;

/** Runs one statement on its own. */
export type RunQuery = (query: SqlQuery) => Promise<SqlRow[]>;

/** Runs all statements in one read-only transaction of isolation level repeatable read: every one sees the same moment. */
export type RunBatch = (queries: SqlQuery[]) => Promise<SqlRow[][]>;
