import { deepStrictEqual } from 'node:assert';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { getEvaluationResult } from './index.ts';
import { loadVectors } from './vectors.test-support.ts';

const PUBLIC_CASES = process.env['ENGINE_TEST_DATA'] ?? join(import.meta.dirname, '../../../shared/engine-test-data');
const OWN_CASES = join(import.meta.dirname, '../../vectors');

const publicCases = loadVectors(join(PUBLIC_CASES, 'test_cases'));

describe.skipIf(publicCases.length === 0)('public engine cases', () => {
  it.each(publicCases)('public case: $name → deep-equal result', ({ context, result }) => {
    deepStrictEqual(getEvaluationResult(context), result);
  });
});

if (publicCases.length === 0) {
  process.stderr.write(`public engine cases skipped: none in ${PUBLIC_CASES}; set ENGINE_TEST_DATA to their folder\n`);
}

describe('own engine cases', () => {
  it.each(loadVectors(OWN_CASES))('own case: $name → deep-equal result', ({ context, result }) => {
    deepStrictEqual(getEvaluationResult(context), result);
  });
});
