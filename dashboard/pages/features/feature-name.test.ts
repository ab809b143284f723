import { expect, test } from 'vitest';
import { findNameFaults } from './feature-name.ts';

const rules = (isLower: boolean, regex: string | null) => ({
  only_allow_lower_case_feature_names: isLower,
  feature_name_regex: regex,
});

test('feature name: no rules → any name', () => expect(findNameFaults('Any Name', rules(false, null))).toEqual([]));

test('feature name: capitals where only lower case is taken → said', () => {
  expect(findNameFaults('Dark', rules(true, null))).toHaveLength(1);
  expect(findNameFaults('dark', rules(true, null))).toEqual([]);
});

test('feature name: against the pattern as a whole', () => {
  expect(findNameFaults('ab1', rules(false, '[a-z]+'))).toHaveLength(1);
  expect(findNameFaults('ab', rules(false, '[a-z]+'))).toEqual([]);
});

test('feature name: a pattern that browsers cannot read → left to the server', () => {
  expect(findNameFaults('ab', rules(false, '(?P<n>a)'))).toEqual([]);
});
