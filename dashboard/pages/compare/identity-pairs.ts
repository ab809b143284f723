import type { IdentityState } from '../../../worker/contract/feature-states.ts';

export type StatePair = {
  id: number;
  name: string;
  one: IdentityState;
  two: IdentityState;
  isState: boolean;
  isValue: boolean;
};

/** The features that both have, by name, with whether state or value differs. */
export function pairStates(one: readonly IdentityState[], two: readonly IdentityState[]): StatePair[] {
  const others = new Map(two.map((state) => [state.feature.id, state]));
  const pairs = one.flatMap((state) => {
    const other = others.get(state.feature.id);
    if (other === undefined) return [];
    return [
      {
        id: state.feature.id,
        name: state.feature.name,
        one: state,
        two: other,
        isState: state.enabled !== other.enabled,
        isValue: state.feature_state_value !== other.feature_state_value,
      },
    ];
  });
  return pairs.toSorted((left, right) => left.name.localeCompare(right.name));
}

/** Why somebody gets what they get. */
export function describeReason({
  overridden_by: by,
  segment,
  multivariate_feature_state_values: shares,
}: IdentityState) {
  if (by === 'IDENTITY') return 'own override';
  if (by === 'SEGMENT') return segment === null ? 'a segment' : `segment ${segment.name}`;
  return shares.some(({ percentage_allocation: weight }) => weight > 0) ? 'by its share' : undefined;
}
