/**
 * The order of a list after some of its items were sent to places of their choice: the others keep their order around them. Of two that
 * want the same place, the first one sent comes first.
 */
export function reorder(current: readonly number[], wanted: readonly { id: number; priority: number }[]): number[] {
  const moved = new Set(wanted.map(({ id }) => id));
  const order = current.filter((id) => !moved.has(id));
  let last = -1;
  for (const { id, priority } of wanted.toSorted((left, right) => left.priority - right.priority)) {
    last = Math.min(Math.max(priority, last + 1), order.length);
    order.splice(last, 0, id);
  }
  return order;
}
