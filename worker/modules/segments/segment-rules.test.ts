import { expect, test } from 'vitest';
import { readRules } from './segment-rules.ts';

const limits = { conditions: 100, valueLength: 1000 };
const rulesOf = (count: number) => Array.from({ length: count }, () => ({ type: 'ALL' as const }));

test('segment rules: more rules than can be stored, though without conditions → refused', () => {
  expect(readRules([{ type: 'ALL', rules: rulesOf(999) }], limits)).toHaveLength(1);
  expect(() => readRules([{ type: 'ALL', rules: rulesOf(1000) }], limits)).toThrow(
    expect.objectContaining({ fields: { rules: [expect.stringContaining('1001 rules')] } }),
  );
});
