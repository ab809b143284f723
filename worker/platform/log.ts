export type LogAttributes = Record<string, string | number | boolean | null>;

/** Writes one structured event, named `domain.entity.action`. Attributes carry ids, never personal data or secrets. */
export function logEvent(event: string, attributes: LogAttributes = {}): void {
  console.log(JSON.stringify({ event, ...attributes }));
}

/** Writes a failure with its message. */
export function logFailure(event: string, error: unknown, attributes: LogAttributes = {}): void {
  console.error(JSON.stringify({ event, ...attributes, error: messageOf(error) }));
}

/** The query builder's own message holds the parameters of the statement, and with them mails and hashes; Postgres's does not. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!error.message.startsWith('Failed query:')) return error.message;
  return error.cause === undefined ? 'a query failed' : messageOf(error.cause);
}
