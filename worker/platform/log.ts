export type LogAttributes = Record<string, string | number | boolean | null>;

/** Writes one structured event, named `domain.entity.action`. Attributes carry ids, never personal data or secrets. */
export function logEvent(event: string, attributes: LogAttributes = {}): void {
  console.log(JSON.stringify({ event, ...attributes }));
}

/** Writes a failure with its message. */
export function logFailure(event: string, error: unknown, attributes: LogAttributes = {}): void {
  const message = error instanceof Error ? error.message : String(error);
  console.error(JSON.stringify({ event, ...attributes, error: message }));
}
