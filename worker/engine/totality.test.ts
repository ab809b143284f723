import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileContext,
  compileEnvironment,
  evaluateEnvironment,
  evaluateIdentity,
  explainIdentity,
  FlagPieces,
  getEvaluationResult,
} from './index.ts';
import type { RuleContext } from './context.ts';

type Anything = never;

const SHAPE_KEYS = [
  'environment key name identity identifier traits segments features rules overrides conditions type property property_',
  'operator value variants weight priority metadata enabled api_key project feature_states feature django_id id',
  'feature_segment featurestate_uuid feature_state_value multivariate_feature_state_values identity_overrides',
  'identity_features multivariate_feature_option percentage_allocation mv_fs_value_uuid __proto__ constructor',
]
  .join(' ')
  .split(' ');

/** JSON whose objects tend to have the members that the engine looks for, with values it does not expect. */
const hostile = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6, depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(
        null,
        true,
        false,
        0,
        -0,
        1e308,
        Number.POSITIVE_INFINITY,
        -1,
        0.1,
        '',
        'ALL',
        'NONE',
        'IN',
        'REGEX',
        '(',
        '[',
        'MODULO',
        '1|0',
      ),
      fc.constantFrom(
        '$.identity',
        '$..*',
        "$.a['b']",
        'EQUAL',
        'PERCENTAGE_SPLIT',
        '100',
        '1.0.0:semver',
        '9'.repeat(400),
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...SHAPE_KEYS), tie('json'), { maxKeys: 6 }),
  ),
})).json;

const scaffold = fc.record({
  environment: hostile,
  api_key: hostile,
  identity: hostile,
  features: fc.dictionary(fc.constantFrom('a', 'b'), hostile, { maxKeys: 2 }),
  segments: fc.dictionary(fc.constantFrom('a', 'b'), hostile, { maxKeys: 2 }),
  project: fc.record({ segments: fc.array(hostile, { maxLength: 3 }) }),
  feature_states: fc.array(hostile, { maxLength: 3 }),
  identity_overrides: fc.array(hostile, { maxLength: 3 }),
});
const anything = fc.oneof(
  hostile,
  scaffold,
  fc.json().map((text) => JSON.parse(text)),
);

function nestRules(depth: number, innermost: RuleContext): RuleContext {
  let rule = innermost;
  for (let level = 0; level < depth; level++) rule = { type: 'ALL', rules: [rule] };
  return rule;
}

function evaluateRules(rules: readonly RuleContext[]): string[] {
  const segments = { one: { key: '1', name: 'one', rules } };
  const environment = { key: 'env', name: 'Production' };
  return getEvaluationResult({ environment, segments }).segments.map(({ name }) => name);
}

describe('engine totality', () => {
  it('context: any JSON → an answer, never an exception', () => {
    fc.assert(
      fc.property(anything, anything, (context, identity) => {
        expect(getEvaluationResult(context as Anything)).toHaveProperty('flags');
        compileContext(context as Anything).evaluate(identity as Anything);
      }),
      { numRuns: 1500 },
    );
  });

  it('document and traits: any JSON → an answer, never an exception', () => {
    fc.assert(
      fc.property(anything, hostile, hostile, (document, identifier, traits) => {
        const environment = compileEnvironment(document as Anything);
        const pieces = new FlagPieces(environment, (outcome) => JSON.stringify(outcome.value));
        const identity = { identifier, traits } as Anything;
        const outcomes = evaluateIdentity(environment, identity);
        expect(outcomes).toHaveLength(evaluateEnvironment(environment).length);
        expect(explainIdentity(environment, identity).flags).toHaveLength(outcomes.length);
        expect(JSON.parse(pieces.writeFlags(outcomes))).toHaveLength(outcomes.length);
      }),
      { numRuns: 1500 },
    );
  });

  it('rules: nested 64 deep → evaluated; 65 or 10,000 deep → match nobody', () => {
    const everybody: RuleContext = { type: 'ALL' };
    expect(evaluateRules([nestRules(63, everybody)])).toEqual(['one']);
    expect(evaluateRules([nestRules(64, everybody)])).toEqual([]);
    expect(evaluateRules([nestRules(10_000, everybody)])).toEqual([]);
    expect(evaluateRules([{ type: 'NONE', rules: [nestRules(10_000, everybody)] }])).toEqual([]);
  });

  it('trait: nested 100,000 deep → unset, also through a path', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const conditions = ['deep', '$..deep'].map((property) => ({
      property,
      operator: 'IS_NOT_SET',
      value: '',
    }));
    const segments = {
      one: { key: '1', name: 'one', rules: [{ type: 'ALL' as const, conditions }] },
    };
    const identity = { identifier: 'anna', traits: { deep } };
    const context = { environment: { key: 'env', name: 'Production' }, identity, segments };
    expect(getEvaluationResult(context).segments).toEqual([{ name: 'one' }]);
  });

  it('condition: a list nested 100,000 deep as its value → matches nothing', () => {
    const value = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const operator of ['IN', 'EQUAL', 'REGEX', 'MODULO', 'CONTAINS']) {
      const conditions = [{ property: '$.environment.name', operator, value }];
      expect(evaluateRules([{ type: 'ALL', conditions }])).toEqual([]);
    }
  });
});
