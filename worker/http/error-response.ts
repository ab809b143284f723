import { DatabaseUnavailable, findDatabaseError, StatementRefused } from '../core/database.ts';
import { DomainError, type ErrorCode } from '../core/errors.ts';
import { logFailure } from '../platform/log.ts';
import type { Reply } from './reply.ts';

const STATUS: Record<ErrorCode, number> = {
  INVALID: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  THROTTLED: 429,
};

/** The answer to whatever a handler threw, in the shapes of Django REST framework. What is unknown is logged and not shown. */
export function errorReply(error: unknown, requestId: string): Reply {
  if (error instanceof DomainError) return domainReply(error);
  const cause = findDatabaseError(error);
  if (cause instanceof DatabaseUnavailable) {
    logFailure('http.database.unavailable', cause.cause, { requestId });
    return {
      status: 503,
      body: { detail: 'The database cannot be reached at the moment. Flags are still served.' },
      headers: { 'retry-after': '5' },
    };
  }
  if (cause instanceof StatementRefused && cause.isBusy) {
    logFailure('http.database.busy', cause, { requestId });
    return {
      status: 503,
      body: { detail: 'Too much is being changed here at the moment. Nothing was stored; please try again.' },
      headers: { 'retry-after': '2' },
    };
  }
  // Text that Postgres cannot hold, or a number beyond its type, that no field has refused.
  if (cause instanceof StatementRefused && cause.code.startsWith('22')) {
    return { status: 400, body: { detail: 'A value is not one that can be stored.' } };
  }
  logFailure('http.request.failed', cause ?? error, { requestId });
  return { status: 500, body: { detail: 'Something went wrong on our side.', request_id: requestId } };
}

function domainReply(error: DomainError): Reply {
  const status = STATUS[error.code];
  if (error.fields !== null) return { status, body: error.fields };
  const headers: Record<string, string> = {};
  if (error.retryAfter !== null) headers['retry-after'] = String(Math.max(1, Math.ceil(error.retryAfter)));
  if (status === 401) headers['www-authenticate'] = challengeOf(error);
  return {
    status,
    body: error.wireCode === null ? { detail: error.message } : { detail: error.message, code: error.wireCode },
    headers,
  };
}

/** RFC 6750 wants applications to be told in their own words. */
function challengeOf({ wireCode }: DomainError): string {
  return wireCode === 'invalid_token' ? 'Bearer error="invalid_token"' : 'Token';
}
