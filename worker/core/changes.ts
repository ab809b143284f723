/** The fields in which `after` differs from `before`, as the audit log keeps them; null if there are none. */
export function findChanges<Row extends object>(
  before: Row,
  after: Row,
): { before: Record<string, unknown>; after: Record<string, unknown> } | null {
  const changed = Object.keys(after).filter(
    (field) => JSON.stringify(valueOf(before, field)) !== JSON.stringify(valueOf(after, field)),
  );
  if (changed.length === 0) return null;
  const pick = (row: Row) => Object.fromEntries(changed.map((field) => [field, valueOf(row, field)]));
  return { before: pick(before), after: pick(after) };
}

function valueOf(row: object, field: string): unknown {
  return (row as Record<string, unknown>)[field];
}
