/** Why a request gave nothing to show. `message` is fit for a person. */
export type Failure =
  | { kind: 'unreachable'; message: string }
  /** The credentials do not hold, and nobody signed in again. */
  | { kind: 'signed-out'; message: string }
  | { kind: 'forbidden'; message: string; code: string | null }
  | { kind: 'missing'; message: string }
  | { kind: 'conflict'; message: string; code: string | null }
  /** Sentences by field; `message` is what belongs to no field. */
  | { kind: 'invalid'; message: string; fields: Record<string, string[]> }
  | { kind: 'throttled'; message: string; seconds: number | null }
  | { kind: 'broken'; message: string; status: number; requestId: string | null };

export class RequestFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'RequestFailed';
    this.failure = failure;
  }
}

export const UNREACHABLE: Failure = {
  kind: 'unreachable',
  message: 'The server cannot be reached. Check the connection; nothing was lost.',
};

/** What an answer that is no success says. */
export function readFailure(status: number, headers: Headers, body: unknown): Failure {
  const requestId = headers.get('x-request-id');
  // What is refused by a server behind ours has a message instead.
  const detail = readDetail(body, status >= 500 ? 'message' : 'detail');
  if (status === 401) return { kind: 'signed-out', message: detail ?? 'You are signed out.' };
  const code = readText(body, 'code');
  if (status === 403) return { kind: 'forbidden', message: detail ?? 'You may not do this.', code };
  if (status === 404) return { kind: 'missing', message: detail ?? 'This is not here.' };
  if (status === 409) return { kind: 'conflict', message: detail ?? 'This is not possible now.', code };
  if (status === 429) {
    const seconds = Number(headers.get('retry-after'));
    return { kind: 'throttled', message: detail ?? 'Too many requests.', seconds: seconds > 0 ? seconds : null };
  }
  if (status >= 400 && status < 500) return readProblems(status, detail, readFields(body));
  return { kind: 'broken', status, requestId, message: detail ?? 'Something went wrong on the server.' };
}

function readProblems(status: number, detail: string | null, fields: Record<string, string[]>): Failure {
  const general = detail ?? fields['non_field_errors']?.join(' ') ?? null;
  const hasFields = Object.keys(fields).some((name) => name !== 'non_field_errors');
  return { kind: 'invalid', fields, message: general ?? (hasFields ? '' : `The server answered ${status}.`) };
}

/** What somebody can be shown of whatever was thrown. */
export function toFailure(error: unknown): Failure {
  if (error instanceof RequestFailed) return error.failure;
  return { kind: 'broken', status: 0, requestId: null, message: 'Something went wrong on this page.' };
}

function readDetail(body: unknown, other: string): string | null {
  if (typeof body === 'string' && body !== '' && body.length < 300 && !body.startsWith('<')) return body;
  if (Array.isArray(body) && typeof body[0] === 'string') return body.join(' ');
  return readText(body, 'detail') ?? readText(body, other);
}

function readText(body: unknown, name: string): string | null {
  const text = isObject(body) ? body[name] : null;
  return typeof text === 'string' ? text : null;
}

/** Fields within fields become `outer.inner`. */
function readFields(body: unknown, before = ''): Record<string, string[]> {
  if (!isObject(body)) return {};
  const found: [string, string[]][] = Object.entries(body).flatMap(([name, value]): [string, string[]][] => {
    if (before === '' && name === 'detail') return [];
    if (typeof value === 'string') return [[before + name, [value]]];
    if (!Array.isArray(value)) return Object.entries(readFields(value, `${before}${name}.`));
    const sentences = value.filter((item): item is string => typeof item === 'string');
    const inner = value.flatMap((item, index) => Object.entries(readFields(item, `${before}${name}.${index}.`)));
    return sentences.length > 0 ? [[before + name, sentences], ...inner] : inner;
  });
  return Object.fromEntries(found);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
