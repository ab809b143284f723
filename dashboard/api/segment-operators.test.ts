import { expect, test } from 'vitest';
import { ALL_OPERATORS, readMembers, readOperators, splitCondition, writeMembers } from './segment-operators.ts';

test('operators: nothing, broken JSON, no list, nothing known → all', () => {
  for (const json of [null, '', '[{', '{}', '7', '[{"value":"NEAR"},null,3]'])
    expect(readOperators(json)).toBe(ALL_OPERATORS);
});

test('operators: a list → those alone, with its labels, in its order', () => {
  const json = JSON.stringify([
    { value: 'GREATER_THAN:semver', label: 'SemVer >', append: ':semver' },
    { value: 'EQUAL', label: 'Exactly Matches (=)', hideValue: false, valuePlaceholder: 'a word' },
    { value: 'EQUAL', label: 'twice' },
    { value: 'IS_SET' },
  ]);
  expect(readOperators(json)).toMatchObject([
    { value: 'GREATER_THAN:semver', label: 'SemVer >', append: ':semver' },
    { value: 'EQUAL', label: 'twice', isValueHidden: false },
    { value: 'IS_SET', label: 'is set', isValueHidden: true },
  ]);
  expect(readOperators('[{"value":"LESS_THAN","append":":semver"}]')[0]?.value).toBe('LESS_THAN:semver');
  expect(readOperators('[{"value":"EQUAL","valuePlaceholder":"a word"}]')[0]?.placeholder).toBe('a word');
});

test('condition: with :semver at the end of its value → the option for versions', () => {
  expect(splitCondition('LESS_THAN', '2.0.0:semver')).toEqual({ option: 'LESS_THAN:semver', value: '2.0.0' });
  expect(splitCondition('CONTAINS', 'x:semver')).toEqual({ option: 'CONTAINS', value: 'x:semver' });
  expect(splitCondition('IS_SET', null)).toEqual({ option: 'IS_SET', value: '' });
});

test.each([
  [[], ''],
  [['a', 'b'], 'a,b'],
  [['a,b', 'c'], '["a,b","c"]'],
  [['[x'], '["[x"]'],
])('members %j ↔ %s', (members, text) => {
  expect(writeMembers(members)).toBe(members.length === 0 ? '' : text);
  expect(readMembers(text)).toEqual(members);
});

test('members: broken JSON → text with commas, as the engine reads it', () =>
  expect(readMembers('[1,2')).toEqual(['[1', '2']));
