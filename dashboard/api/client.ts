import { readFailure, RequestFailed, toFailure, UNREACHABLE } from './failure.ts';
import { endSession, isSignedIn, needsSecondFactor, waitForSignIn } from './session.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Called when something has been changed. */
export const writeListeners = new Set<() => void>();

/**
 * Sends a request to the API and resolves with its JSON, which the server's own contract describes. Where the session has ended, it waits
 * until somebody has signed in again, and goes on. Rejects with RequestFailed.
 */
export async function request<T = void>(method: Method, path: string, body?: unknown): Promise<T> {
  const wasSignedIn = isSignedIn.peek();
  const response = await fetchOnce(method, path, body);
  if (response.status === 401 && wasSignedIn) {
    if (await waitForSignIn()) return request<T>(method, path, body);
    endSession();
  }
  try {
    const answer = await readAnswer<T>(response);
    if (method !== 'GET') for (const listener of writeListeners) listener();
    return answer;
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind === 'forbidden' && failure.code === 'second_factor_required') needsSecondFactor.value = true;
    throw error;
  }
}

/** As `request`, where nobody needs to be signed in: whatever is answered is the answer. A session that there is counts all the same. */
export async function requestAnonymously<T = void>(
  method: Method,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
): Promise<T> {
  return readAnswer<T>(await fetchOnce(method, path, body, more));
}

async function fetchOnce(
  method: Method,
  path: string,
  body: unknown,
  more: Record<string, string> = {},
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', ...more };
  if (body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  } catch {
    throw new RequestFailed(UNREACHABLE);
  }
}

async function readAnswer<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new RequestFailed(readFailure(response.status, response.headers, body));
  // The operation's schemas, which the types come from, hold on the other side.
  return body as T;
}
