type Fields = Record<string, unknown>;

/** What a partial update changes, for the audit log: by field, the old and the new values. Null if it changes nothing. */
export function changesBetween(current: Fields, update: Fields): { before: Fields; after: Fields } | null {
  const changed = Object.keys(update).filter(
    (field) => update[field] !== undefined && JSON.stringify(update[field]) !== JSON.stringify(current[field]),
  );
  if (changed.length === 0) return null;
  const pick = (fields: Fields) => Object.fromEntries(changed.map((field) => [field, fields[field] ?? null]));
  return { before: pick(current), after: pick(update) };
}
