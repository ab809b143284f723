import type { IncomingHttpHeaders } from 'node:http';
import { Client, DatabaseError, Pool, type PoolClient, type QueryArrayConfig } from 'pg';

type Statement = { query: string; params?: unknown[] };
type SqlRequest = Statement | { queries: Statement[] };
type SqlResult = { command: string; rowCount: number | null; rows: unknown[]; fields: object[]; rowAsArray: true };

/** What goes back over HTTP: 200 with results, 400 with a statement's error, 503 when the database did not answer. */
export type SqlAnswer = { status: 200 | 400 | 503; body: object };

// What a NeonDbError carries, as the driver copies it from the body.
const ERROR_FIELDS =
  'severity code detail hint position internalPosition internalQuery where schema table column dataType constraint file line routine'.split(
    ' ',
  ) as (keyof DatabaseError)[];

const ISOLATION_LEVELS: Record<string, string> = {
  ReadUncommitted: 'READ UNCOMMITTED',
  ReadCommitted: 'READ COMMITTED',
  RepeatableRead: 'REPEATABLE READ',
  Serializable: 'SERIALIZABLE',
};

const STATELESS_COMMANDS = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE']);
const SESSION_FUNCTIONS = /\b(set_config|pg_(try_)?advisory_(lock|unlock)\w*)\s*\(/i;

/** Runs the body of a POST to /sql. `signal` ends the wait and drops the connection that is in use. Never rejects. */
export async function answerSql(
  pool: Pool,
  request: SqlRequest,
  headers: IncomingHttpHeaders,
  signal: AbortSignal,
): Promise<SqlAnswer> {
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    return describeError(error);
  }
  let reusable = false;
  // A pooled client is a Client, which the types hide; ending one whose query is under way cuts the connection.
  const drop = () => void (client as unknown as Client).end().catch(ignore);
  // A lost connection must not become an uncaught error event while a query is under way.
  client.on('error', ignore);
  if (signal.aborted) drop();
  else signal.addEventListener('abort', drop, { once: true });
  try {
    const statements = 'queries' in request ? request.queries : [request];
    const begin = 'queries' in request ? describeTransaction(headers) : undefined;
    const results = await runStatements(client, statements, begin);
    reusable = statements.every((statement, index) => leavesNoState(statement, results[index]));
    return { status: 200, body: begin === undefined ? (results[0] ?? {}) : { results } };
  } catch (error) {
    reusable = isStatementError(error) && (await endTransaction(client));
    return describeError(error);
  } finally {
    signal.removeEventListener('abort', drop);
    client.off('error', ignore);
    client.release(!reusable || signal.aborted);
  }
}

async function runStatements(
  client: PoolClient,
  statements: Statement[],
  begin: string | undefined,
): Promise<SqlResult[]> {
  if (begin !== undefined) await client.query(begin);
  const results: SqlResult[] = [];
  for (const statement of statements) results.push(await runStatement(client, statement));
  if (begin !== undefined) await client.query('COMMIT');
  return results;
}

async function runStatement(client: PoolClient, { query, params }: Statement): Promise<SqlResult> {
  const result = await client.query({
    text: query,
    values: params ?? [],
    rowMode: 'array',
    // One statement per request, as the hosted service has it; the simple protocol would take several.
    queryMode: 'extended',
    types: { getTypeParser: () => (value: string) => value },
  } as QueryArrayConfig);
  const { command, rowCount, rows, fields } = result;
  return { command, rowCount, rows, fields: fields.map((field) => ({ ...field })), rowAsArray: true };
}

async function endTransaction(client: PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

function describeTransaction(headers: IncomingHttpHeaders): string {
  const level = ISOLATION_LEVELS[String(headers['neon-batch-isolation-level'])];
  const parts = ['BEGIN'];
  if (level !== undefined) parts.push(`ISOLATION LEVEL ${level}`);
  if (headers['neon-batch-read-only'] === 'true') parts.push('READ ONLY');
  if (headers['neon-batch-deferrable'] === 'true') parts.push('DEFERRABLE');
  return parts.join(' ');
}

/** False for a statement after which the session differs: such a connection is not given to the next request. */
function leavesNoState({ query }: Statement, result: SqlResult | undefined): boolean {
  if (SESSION_FUNCTIONS.test(query)) return /_xact_/i.test(query);
  if (result?.command === 'SET') return /^\s*set\s+local\b/i.test(query);
  return result !== undefined && STATELESS_COMMANDS.has(result.command);
}

function isStatementError(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && error.severity === 'ERROR';
}

function describeError(error: unknown): SqlAnswer {
  const message = error instanceof Error ? error.message : String(error);
  if (!isStatementError(error)) return { status: 503, body: { message: `database not available: ${message}` } };
  const body: Record<string, unknown> = { message };
  for (const field of ERROR_FIELDS) body[field] = error[field] ?? null;
  return { status: 400, body };
}

function ignore(): void {}
