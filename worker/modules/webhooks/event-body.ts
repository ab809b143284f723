/** The text of an event: keys sorted throughout, so that equal events are equal bytes. */
export function toEventBody(eventType: string, data: unknown): string {
  return JSON.stringify(sortKeys({ event_type: eventType, data }));
}

/** compat: six digits of the second. */
export function toEventTime(moment: Date): string {
  return moment.toISOString().replace('Z', '000Z');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
