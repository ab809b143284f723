import type { IncomingHttpHeaders } from 'node:http';
import { Pool } from 'pg';
type Statement = {
  query: string;
  params?: unknown[];
};
type SqlRequest =
  | Statement
  | {
      queries: Statement[];
    };
/** What goes back over HTTP: 200 with results, 400 with a statement's error, 503 when the database did not answer. */
export type SqlAnswer = {
  status: 200 | 400 | 503;
  body: object;
};
/** Runs the body of a POST to /sql. `signal` ends the wait and drops the connection that is in use. Never rejects. */
export declare function answerSql(
  pool: Pool,
  request: SqlRequest,
  headers: IncomingHttpHeaders,
  signal: AbortSignal,
): Promise<SqlAnswer>;
export {};
