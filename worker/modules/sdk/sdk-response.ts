import { VERSION } from '../../core/version.ts';

/** An answer that ends the handling of an SDK request. */
export class SdkError extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`SDK request answered ${status}`);
    this.name = 'SdkError';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Flagsmith's error body with one sentence. */
export function detail(status: number, sentence: string, headers: Record<string, string> = {}): SdkError {
  return new SdkError(status, { detail: sentence }, headers);
}

const ALLOWED_METHODS = 'DELETE, GET, OPTIONS, PATCH, POST, PUT';

/** Every request header that a published SDK, a browser or a tracing library sends. */
const ALLOWED_HEADERS = [
  'accept',
  'accept-encoding',
  'authorization',
  'content-type',
  'dnt',
  'origin',
  'user-agent',
  'x-csrftoken',
  'x-requested-with',
  'x-environment-key',
  'x-e2e-test-auth-token',
  'if-none-match',
  'if-modified-since',
  'last-event-id',
  'flagsmith-application-name',
  'flagsmith-application-version',
  'flagsmith-sdk-user-agent',
  'sentry-trace',
  'traceparent',
  'tracestate',
  'baggage',
].join(', ');

/** Each header costs about as much as evaluating ten flags, so there are no more than these. */
const DATA_HEADERS: Record<string, string> = {
  'flagsmith-version': VERSION,
  vary: 'X-Environment-Key, Origin, Accept-Encoding',
  'content-type': 'application/json',
};
const COMMON_HEADERS: Record<string, string> = { ...DATA_HEADERS, 'x-content-type-options': 'nosniff' };

/** Reads may be kept by the client but must be asked for again each time. */
export const READ_HEADERS: Record<string, string> = {
  ...COMMON_HEADERS,
  'cache-control': 'private, no-cache',
};

/** The document goes to servers, which do not guess at types. */
export const DOCUMENT_HEADERS: Record<string, string> = { ...DATA_HEADERS, 'cache-control': 'private, no-cache' };

/** Answers that must not be kept at all. */
const NEVER_KEPT = 'max-age=0, no-cache, no-store, must-revalidate, private';
const EMPTY_HEADERS: Record<string, string> = { 'flagsmith-version': VERSION, 'cache-control': NEVER_KEPT };
export const UNCACHED_HEADERS: Record<string, string> = { ...COMMON_HEADERS, 'cache-control': NEVER_KEPT };

/** A stream of events: neither kept nor changed on its way, or it would be held back. */
export const STREAM_HEADERS: Record<string, string> = {
  ...COMMON_HEADERS,
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
};

export function uncachedJson(status: number, body: string, headers?: Record<string, string>): Response {
  return new Response(body, { status, headers: headers ? { ...UNCACHED_HEADERS, ...headers } : UNCACHED_HEADERS });
}

/**
 * An answer with nothing in it. Mostly a 200: clients clear their analytics buffers only on that, and some fail on a 204. Without
 * a content type, because some parse whatever calls itself JSON.
 */
export function emptyAnswer(status: number): Response {
  return new Response(null, { status, headers: EMPTY_HEADERS });
}

export function errorAnswer(error: SdkError): Response {
  return uncachedJson(error.status, JSON.stringify(error.body), error.headers);
}

/**
 * True if the request says that it holds the answer with this tag. A proxy that compresses makes tags weak on their way
 * to the client, so weak ones count too.
 */
export function holdsTag(request: Headers, etag: string): boolean {
  const held = request.get('if-none-match');
  if (held === null || held === etag) return held !== null;
  return held.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*');
}

/**
 * Lets a page of any origin read the answer. Only browsers say where they come from, and only they need to be told. The
 * update time is exposed because browsers could not compare events with it otherwise.
 */
export function allowAnyOrigin(answer: Response): Response {
  answer.headers.set('access-control-allow-origin', '*');
  answer.headers.set('access-control-expose-headers', 'Retry-After, X-Flagsmith-Document-Updated-At, ETag');
  return answer;
}

/** The answer to a browser that asks what it may send. Given before the key is looked at, as browsers send none. */
export function preflightAnswer(): Response {
  return new Response(null, {
    status: 200,
    headers: {
      'flagsmith-version': VERSION,
      vary: DATA_HEADERS['vary'] ?? '',
      'access-control-allow-origin': '*',
      'access-control-allow-methods': ALLOWED_METHODS,
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': '86400',
      'content-length': '0',
    },
  });
}
