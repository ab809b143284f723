/** What a feature is in one place. Weights are by option, 0 for what has none. */
export type Value = { type: 'int' | 'unicode' | 'bool'; value: string | number | boolean | null };
export type Weight = { optionId: number; weight: number };
export type Content = { enabled: boolean; value: Value; weights: Weight[] };

/** What a feature is in an environment: for everybody, and for segments in the order in which they win. */
export type FlagContent = { content: Content; overrides: { segmentId: number; priority: number; content: Content }[] };

/** What a feature was created with. */
export type Origin = { content: Content; optionIds: readonly number[] };

export function isSameContent(left: Content, right: Content): boolean {
  const keyOf = ({ enabled, value, weights }: Content) =>
    JSON.stringify([
      enabled,
      value.type,
      value.value,
      weights
        .filter(({ weight }) => weight > 0)
        .toSorted((one, other) => one.optionId - other.optionId)
        .map(({ optionId, weight }) => [optionId, weight]),
    ]);
  return keyOf(left) === keyOf(right);
}

/** Whether both say the same in the same order, whatever the numbers of the priorities. */
export function isSameFlag(left: FlagContent, right: FlagContent): boolean {
  return (
    isSameContent(left.content, right.content) &&
    left.overrides.length === right.overrides.length &&
    left.overrides.every(({ segmentId, content }, place) => {
      const other = right.overrides[place];
      return other?.segmentId === segmentId && isSameContent(content, other.content);
    })
  );
}
