import { deepStrictEqual } from 'node:assert';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryContext } from './arbitraries.test-support.ts';
import { compileContext, getEvaluationResult } from './index.ts';
import type { EvaluationContext, FeatureContext } from './context.ts';
import { percentageOf } from './hashing.ts';
import { evaluateByReference, hashByReference } from './reference.test-support.ts';

describe('engine properties', () => {
  it('evaluation: any well-formed context → the same as the reference engine', () => {
    fc.assert(
      fc.property(arbitraryContext, (context) => {
        deepStrictEqual(getEvaluationResult(context), evaluateByReference(context));
      }),
      { numRuns: 3000 },
    );
  });

  it('compiled context: many identities in turn → each as if evaluated alone', () => {
    const identities = fc.array(
      arbitraryContext.map(({ identity }) => identity ?? null),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(arbitraryContext, identities, (context, list) => {
        const compiled = compileContext(context);
        for (const identity of [...list, ...list]) {
          deepStrictEqual(compiled.evaluate(identity), getEvaluationResult({ ...context, identity }));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('percentage: any two texts → bit for bit that of the platform MD5 and BigInt', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.stringMatching(/^[a-z0-9_]{0,300}$/));
    fc.assert(
      fc.property(text, text, (object, subject) => {
        expect(percentageOf(object, subject)).toBe(hashByReference([object, subject]));
        expect(percentageOf('12', subject)).toBe(hashByReference(['12', subject]));
      }),
      { numRuns: 2000 },
    );
  });

  it('override: added for one feature → no other flag changes', () => {
    const rules = [{ type: 'ALL' as const }];
    const property = fc.property(arbitraryContext, fc.constantFrom('a', 'b', '__proto__'), (context, name) => {
      const override: FeatureContext = { key: '7', name, enabled: true, value: 'changed', priority: -9 };
      const segments = { ...context.segments, added: { key: '9', name: 'added', rules, overrides: [override] } };
      const before = getEvaluationResult(context).flags;
      const after = getEvaluationResult({ ...context, segments }).flags;
      if (Object.hasOwn(before, name)) expect(after[name]?.value).toBe('changed');
      deepStrictEqual(omit(after, name), omit(before, name));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('input: any context → left unchanged', () => {
    fc.assert(
      fc.property(arbitraryContext, (context) => {
        const frozen = structuredClone(context);
        getEvaluationResult(context);
        deepStrictEqual(structuredClone(context), frozen);
      }),
      { numRuns: 200 },
    );
  });
});

function omit(flags: object, name: string): [string, unknown][] {
  return Object.entries(flags).filter(([key]) => key !== name);
}

it('context type: an empty object in its place → an empty result', () => {
  expect(getEvaluationResult({} as EvaluationContext)).toEqual({ flags: {}, segments: [] });
});
