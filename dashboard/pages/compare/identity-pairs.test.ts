import { expect, test } from 'vitest';
import type { IdentityState } from '../../../worker/contract/feature-states.ts';
import { describeReason, pairStates } from './identity-pairs.ts';

const state = (id: number, part: Partial<IdentityState> = {}): IdentityState => ({
  feature: { id, name: `feature-${id}`, type: 'STANDARD' },
  enabled: true,
  feature_state_value: 'a',
  overridden_by: null,
  segment: null,
  multivariate_feature_state_values: [],
  ...part,
});

test('pairs: features of both → whether state and value differ; of one only → left out', () => {
  const pairs = pairStates(
    [state(2), state(1), state(3), state(4)],
    [state(3, { feature_state_value: null }), state(2, { enabled: false }), state(1, { overridden_by: 'IDENTITY' })],
  );
  expect(pairs.map(({ name, isState, isValue }) => [name, isState, isValue])).toEqual([
    ['feature-1', false, false],
    ['feature-2', true, false],
    ['feature-3', false, true],
  ]);
});

test('reason: an override, a segment, a share, or nothing to say', () => {
  const share = (weight: number) => [{ multivariate_feature_option: { value: 'b' }, percentage_allocation: weight }];
  expect(describeReason(state(1, { overridden_by: 'IDENTITY' }))).toBe('own override');
  expect(describeReason(state(1, { overridden_by: 'SEGMENT', segment: { id: 1, name: 'beta' } }))).toBe('segment beta');
  expect(describeReason(state(1, { multivariate_feature_state_values: share(10) }))).toBe('by its share');
  expect(describeReason(state(1, { multivariate_feature_state_values: share(0) }))).toBeUndefined();
});
