import { NeonDbError } from '@neondatabase/serverless';
import { DatabaseUnavailable, StatementRefused } from '../core/database.ts';

/** Our own limit on a statement: it says that the statement was slow, not that the server is unwell. */
const STATEMENT_TIMEOUT = '57014';

/**
 * SQLSTATEs that blame the server and not the statement: connection, read-only after a failover, sign-in, missing database,
 * resources, shutting down or starting up, its system and its inside.
 */
const UNWELL = /^(08|25006|28|3D|53|57|58|XX)/;

/** What the driver's error means to a caller. */
export function toDatabaseError(error: unknown): StatementRefused | DatabaseUnavailable {
  if (isServerMessage(error) && (error.code === STATEMENT_TIMEOUT || !UNWELL.test(error.code))) {
    return new StatementRefused(error.code, error.message, error.constraint ?? null, error);
  }
  return new DatabaseUnavailable(error);
}

/** Over HTTP the driver has a class for what Postgres says; over a connection only the fields of the message tell. */
function isServerMessage(error: unknown): error is Error & { code: string; constraint?: string } {
  if (!(error instanceof Error) || typeof (error as { code?: unknown }).code !== 'string') return false;
  return error instanceof NeonDbError || 'severity' in error;
}
