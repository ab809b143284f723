import { expect, test } from 'vitest';
import { compileEnvironment, explainIdentity } from '../../worker/engine/index.ts';
import { describeReason, toReasonTree } from './flag-reason.ts';

const state = (more: object = {}) => ({
  feature: { id: 1, name: 'banner', type: 'STANDARD' },
  enabled: true,
  featurestate_uuid: 'a',
  feature_segment: null,
  feature_state_value: 'x',
  multivariate_feature_state_values: [],
  ...more,
});
const segment = (id: number, name: string, value: string, priority: number) => ({
  id,
  name,
  rules: [{ type: 'ALL', rules: [], conditions: [{ operator: 'EQUAL', property_: 'plan', value }] }],
  feature_states: [state({ feature_segment: { priority } })],
});
const environment = compileEnvironment({
  api_key: 'key',
  name: 'Live',
  project: { segments: [segment(1, 'weak', 'pro', 2), segment(2, 'strong', 'pro', 1), segment(3, 'other', 'free', 0)] },
  feature_states: [
    state(),
    state({
      feature: { id: 2, name: 'split', type: 'MULTIVARIATE' },
      featurestate_uuid: 'b',
      multivariate_feature_state_values: [
        {
          id: 1,
          percentage_allocation: 100,
          multivariate_feature_option: { id: 1, value: 'red' },
          mv_fs_value_uuid: 'c',
        },
      ],
    }),
  ],
  identity_overrides: [{ identifier: 'ada', identity_features: [state()] }],
} as never);
const trace = (identifier: string, traits: object, index = 0) =>
  explainIdentity(environment, { identifier, traits: traits as never }).flags[index]!;

test('nothing applies → the default; a segment → its name; an override for the identity → that, whatever segments say', () => {
  expect(describeReason(trace('bob', {}))).toBe('Default of the environment');
  expect(describeReason(trace('bob', { plan: 'pro' }))).toBe('Segment strong');
  expect(describeReason(trace('ada', { plan: 'pro' }))).toBe('Override for this identity');
});

test('shares → which variation, and where somebody stands', () => {
  expect(describeReason(trace('bob', {}, 1))).toMatch(/^Default of the environment → variation red at [\d.]+ of 100$/);
});

test('tree: segments in the order in which they count, with the one that decides', () => {
  expect(toReasonTree(trace('bob', { plan: 'pro' }))).toMatchObject([
    { text: 'Segment other', isGood: false, note: 'priority 0' },
    { text: 'Segment strong', isGood: true, note: 'priority 1, decides' },
    { text: 'Segment weak', isGood: true, note: 'priority 2, a stronger one decides' },
  ]);
});

test('tree: an override for the identity → no segment is said to decide', () => {
  expect(toReasonTree(trace('ada', { plan: 'pro' })).map(({ note }) => note)).toEqual([
    'priority 0',
    'priority 1, the override for this identity decides',
    'priority 2, the override for this identity decides',
  ]);
});
