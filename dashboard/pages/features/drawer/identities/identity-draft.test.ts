import { expect, test } from 'vitest';
import { describeIdentity, NEW_OVERRIDE, toIdentityBody, toIdentityDraft, toStoredBody } from './identity-draft.ts';

const options = [1, 2].map((id) => ({
  id,
  key: `key-${id}`,
  value: { type: 'string' as const, text: `value ${id}` },
}));
const stored = (value: string | number | boolean | null, weights: [number, number][] = []) => ({
  enabled: true,
  feature_state_value: value,
  multivariate_feature_state_values: weights.map(([option, weight], id) => ({
    id,
    multivariate_feature_option: option,
    percentage_allocation: weight,
  })),
});

test.each([null, '', ' x ', 7, false])('identity: value %j → the same after editing', (value) => {
  expect(toIdentityBody(toIdentityDraft(stored(value)), [], null)).toEqual({
    enabled: true,
    feature_state_value: value,
  });
});

test('identity: one variation to a hundred percent → that one, named', () => {
  const draft = toIdentityDraft(
    stored('x', [
      [1, 0],
      [2, 100],
    ]),
  );

  expect(draft.gets).toBe(2);
  expect(describeIdentity(draft, options)).toBe('key-2: value 2');
  expect(toIdentityBody(draft, options, null).multivariate_feature_state_values).toEqual([
    { multivariate_feature_option: 2, percentage_allocation: 100 },
  ]);
  expect(toIdentityBody({ ...draft, gets: 'value' }, options, null).multivariate_feature_state_values).toEqual([]);
});

test('identity: shares of its own → left as they are, and put back whole', () => {
  const mixed = stored('x', [
    [1, 30],
    [2, 50],
  ]);
  const draft = toIdentityDraft(mixed);

  expect(draft.gets).toBe('shares');
  expect(toIdentityBody(draft, options, null)).not.toHaveProperty('multivariate_feature_state_values');
  expect(toStoredBody(mixed).multivariate_feature_state_values).toEqual([
    { multivariate_feature_option: 1, percentage_allocation: 30 },
    { multivariate_feature_option: 2, percentage_allocation: 50 },
  ]);
});

test('identity: new, nothing typed → on, with the value of everybody', () => {
  expect(toIdentityBody(NEW_OVERRIDE, [], { type: 'integer', text: ' 12 ' })).toEqual({
    enabled: true,
    feature_state_value: 12,
  });
});
