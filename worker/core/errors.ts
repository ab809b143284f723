export type ErrorCode =
  | 'INVALID'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'THROTTLED';

/** Messages by field, nested as the body is; a list holds one entry for each item of a list in the body. */
export type FieldErrors = { [field: string]: string[] | FieldErrors | FieldErrors[] };

/** An answer other than the one that was hoped for. `http/error-response.ts` alone gives it its status and body. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  /** Present: the body is keyed by field instead of one sentence. */
  readonly fields: FieldErrors | null;
  /** Seconds after which another try makes sense. */
  readonly retryAfter: number | null;
  /** A code for machines beside the sentence, where the wire has one. */
  readonly wireCode: string | null;

  constructor(
    code: ErrorCode,
    message: string,
    more: { fields?: FieldErrors; retryAfter?: number; wireCode?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'DomainError';
    this.code = code;
    this.fields = more.fields ?? null;
    this.retryAfter = more.retryAfter ?? null;
    this.wireCode = more.wireCode ?? null;
  }
}

/** The input is wrong: nothing was stored. Either one sentence, or sentences by field. */
export function invalid(problem: string | FieldErrors): DomainError {
  if (typeof problem === 'string') return new DomainError('INVALID', problem);
  return new DomainError('INVALID', 'Invalid input.', { fields: problem });
}

/** Also for what exists but belongs to somebody else: a foreign id answers like a missing one. */
export function notFound(message = 'Not found.'): DomainError {
  return new DomainError('NOT_FOUND', message);
}

export function forbidden(message = 'You do not have permission to perform this action.'): DomainError {
  return new DomainError('FORBIDDEN', message);
}

/** No request is sent to the address. */
export class OutboundRefused extends Error {
  constructor(fault: string) {
    super(`refused to send a request: ${fault}`);
    this.name = 'OutboundRefused';
  }
}

/** A provider of identities could not be asked, or did not accept what it was shown. */
export class ProviderFailed extends Error {
  override readonly name = 'ProviderFailed';
}
