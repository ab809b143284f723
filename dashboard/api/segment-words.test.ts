import { expect, test } from 'vitest';
import { describeCondition, describeRules, type WordRule } from './segment-words.ts';

const condition = (operator: string, property: string | null, value: string | null) => ({ operator, property, value });
const rule = (type: string, conditions: WordRule['conditions'], rules: WordRule[] = []): WordRule => ({
  type,
  conditions,
  rules,
});

test.each([
  [condition('EQUAL', 'plan', 'pro'), 'plan is pro'],
  [condition('EQUAL', 'plan', ''), 'plan is “”'],
  [condition('IN', 'country', 'DE,AT'), 'country is one of DE, AT'],
  [condition('IN', 'country', '["a,b"]'), 'country is one of a,b'],
  [condition('GREATER_THAN_INCLUSIVE', 'version', '1.2.0:semver'), 'version is at least version 1.2.0'],
  [condition('PERCENTAGE_SPLIT', '', '25'), '25 % of all, by the identity'],
  [condition('PERCENTAGE_SPLIT', 'team', '25'), '25 % of all, by team'],
  [condition('MODULO', 'id', '3|1'), 'id divided by 3 leaves 1'],
  [condition('IS_NOT_SET', 'email', null), 'email is not set'],
  [condition('EQUAL', '$.environment.name', 'Live'), 'the environment’s name is Live'],
])('condition %j → %s', (written, words) => expect(describeCondition(written)).toBe(words));

const plan = condition('EQUAL', 'plan', 'pro');
const staff = condition('IS_SET', 'staff', null);
const size = condition('LESS_THAN', 'size', '3');

test('rules: all of rules with one condition each → AND, no brackets', () => {
  expect(describeRules([rule('ALL', [], [rule('ANY', [plan]), rule('ANY', [staff])])])).toBe(
    'plan is pro AND staff is set',
  );
});

test('rules: any within all, and none → brackets where they are needed', () => {
  expect(describeRules([rule('ALL', [], [rule('ANY', [plan, staff]), rule('NONE', [size])])])).toBe(
    '(plan is pro OR staff is set) AND NOT (size is below 3)',
  );
});

test('rules: any with conditions and rules → one of each kind must hold', () => {
  expect(describeRules([rule('ANY', [plan, staff], [rule('ALL', [size])])])).toBe(
    '(plan is pro OR staff is set) AND size is below 3',
  );
});

test('rules: several at the top → AND; without any condition → everybody', () => {
  expect(describeRules([rule('ALL', [plan]), rule('ANY', [staff, size])])).toBe(
    'plan is pro AND (staff is set OR size is below 3)',
  );
  expect(describeRules([rule('ALL', [], [rule('ANY', [])])])).toBe('everybody');
});
