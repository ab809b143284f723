/** Why a request gave nothing to show; `message` is fit for a person. */
export class RequestFailed extends Error {
  readonly status: number | null;

  constructor(status: number | null, message: string) {
    super(message);
    this.name = 'RequestFailed';
    this.status = status;
  }
}

/** Sends a request to this origin and resolves with its JSON. Rejects with RequestFailed. */
export async function requestJson(path: string, init: RequestInit = {}): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new RequestFailed(null, 'The server cannot be reached. Check that it runs, then try again.');
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? body.detail : null;
  throw new RequestFailed(
    response.status,
    typeof detail === 'string' ? detail : `The server answered ${response.status}.`,
  );
}
