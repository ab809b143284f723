import { expect, test } from 'vitest';
import { isMeantFor, matchesRules } from './claim-rules.ts';

const claims = new Map<string, unknown>([
  ['aud', ['us', 'them']],
  ['repository', 'acme/shop'],
  ['groups', ['dev', 'ops', ['nested']]],
  ['run', 7],
  ['is_fork', false],
  ['job', { name: 'deploy' }],
]);

test.each([
  [[{ claim: 'repository', values: ['acme/other', 'acme/shop'] }], true],
  [[{ claim: 'groups', values: ['ops'] }], true],
  [[{ claim: 'run', values: ['7'] }], true],
  [[{ claim: 'is_fork', values: ['false'] }], true],
  [[{ claim: 'repository', values: ['acme/*'] }], false],
  [[{ claim: 'repository', values: ['ACME/shop'] }], false],
  [[{ claim: 'groups', values: ['nested'] }], false],
  [[{ claim: 'job', values: ['[object Object]'] }], false],
  [[{ claim: 'missing', values: ['undefined'] }], false],
  [[{ claim: 'constructor', values: ['constructor'] }], false],
  [
    [
      { claim: 'repository', values: ['acme/shop'] },
      { claim: 'groups', values: ['admin'] },
    ],
    false,
  ],
  [[], false],
])('claim rules %j → %s', (rules, isMatch) => {
  expect(matchesRules(claims, rules)).toBe(isMatch);
});

test('audience: one of the token’s → meant for it; else not', () => {
  expect(['us', 'them', 'others', ''].map((audience) => isMeantFor(claims, audience))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(isMeantFor(new Map(), '')).toBe(false);
});
