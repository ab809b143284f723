import { expect, test } from 'vitest';
import { inferFeatureValue, NO_VALUE, pickValue, toScalar } from './feature-value.ts';

test.each([
  ['7', { type: 'int', integerValue: 7 }],
  ['+7', { type: 'int', integerValue: 7 }],
  ['-0', { type: 'int', integerValue: 0 }],
  ['-2147483647', { type: 'int', integerValue: -2_147_483_647 }],
  ['2147483648', { stringValue: '2147483648' }],
  ['1.5', { stringValue: '1.5' }],
  [' 7', { stringValue: ' 7' }],
  ['TRUE', { type: 'bool', booleanValue: true }],
  ['false', { type: 'bool', booleanValue: false }],
  ['', { stringValue: '' }],
  [null, {}],
])('value: written as %j → its type and nothing in the other columns', (text, expected) => {
  expect(inferFeatureValue(text)).toEqual({ ...NO_VALUE, ...expected });
});

test.each([
  [
    { type: 'int', integer_value: 0, string_value: 'x' },
    { ...NO_VALUE, type: 'int', integerValue: 0 },
  ],
  [
    { type: 'bool', boolean_value: false },
    { ...NO_VALUE, type: 'bool', booleanValue: false },
  ],
  [{ type: 'int', integer_value: null }, null],
  [{ type: 'bool' }, null],
  [
    { type: '', string_value: 'x', integer_value: 7 },
    { ...NO_VALUE, stringValue: 'x' },
  ],
  [{}, NO_VALUE],
])('value: columns %j → the one that the type names', (input, expected) => {
  expect(pickValue(input)).toEqual(expected);
});

test.each(['7', 'false', 'x', '', null])('value: written as %j → the scalar that it stands for', (text) => {
  const scalars = new Map<string | null, unknown>([
    ['7', 7],
    ['false', false],
  ]);
  expect(toScalar(inferFeatureValue(text))).toBe(scalars.has(text) ? scalars.get(text) : text);
});
