/** The names of changed features that an event tells, also those with changed identities; null where it does not say. */
export function readChangedFeatures(data: unknown): string[] | null {
  try {
    const event = JSON.parse(String(data)) as Record<string, unknown> | null;
    const lists = [event?.['features'], event?.['identity_features']].filter(Array.isArray);
    if (lists.length === 0) return null;
    return lists.flat().filter((name): name is string => typeof name === 'string');
  } catch {
    return null;
  }
}
