import { describe, expect, it } from 'vitest';
import type { VariantContext } from './context.ts';
import { createDocument, createOption, createState } from './document.test-support.ts';
import { compileEnvironment, evaluateIdentity, getEvaluationResult } from './index.ts';

/** The flag of a feature with these variants for the identity that the key 78986 places at 49.27985597119424. */
function evaluateVariants(
  variants: readonly VariantContext[],
  identity: object | null = { identifier: 'x', key: '32103813' },
) {
  const feature = { key: '78986', name: 'colour', enabled: true, value: 'none', variants };
  const environment = { key: 'env', name: 'Production' };
  return getEvaluationResult({ environment, identity: identity as never, features: { colour: feature } }).flags[
    'colour'
  ];
}

const red: VariantContext = { value: 'red', key: 'r', weight: 40, priority: 1 };
const blue: VariantContext = { value: 'blue', key: 'b', weight: 40, priority: 2 };

describe('variants', () => {
  it('two ranges, the second holds the percentage → its value, key and weight', () => {
    const expected = { name: 'colour', enabled: true, value: 'blue', variant: 'b', reason: 'SPLIT; weight=40' };
    expect(evaluateVariants([red, blue])).toEqual(expected);
    expect(evaluateVariants([blue, red])).toEqual(expected);
  });

  it('priorities exchanged → the other variant', () => {
    expect(evaluateVariants([{ ...red, priority: 3 }, blue])?.value).toBe('red');
  });

  it('priority missing or not a number → last, in the order written', () => {
    const { priority: _, ...unranked } = red;
    expect(evaluateVariants([unranked, blue])?.value).toBe('red');
    expect(
      evaluateVariants([
        { ...unranked, priority: null },
        { ...blue, priority: null },
      ])?.value,
    ).toBe('blue');
  });

  it('equal priorities → the order written', () => {
    expect(evaluateVariants([{ ...blue, priority: 1 }, red])?.value).toBe('red');
  });

  it('percentage beyond all ranges → control value and control, with the reason of the feature state', () => {
    const flag = evaluateVariants([{ ...red, weight: 49.2 }]);
    expect([flag?.value, flag?.variant, flag?.reason]).toEqual(['none', 'control', 'DEFAULT']);
  });

  it('weights of nothing or no number → never hit', () => {
    expect(
      evaluateVariants([
        { ...red, weight: 0 },
        { ...blue, weight: 'all' as never },
      ])?.variant,
    ).toBe('control');
  });

  it('key missing → variant null', () => {
    expect(evaluateVariants([{ value: 'only', weight: 100, priority: 1 }])).toMatchObject({
      value: 'only',
      variant: null,
    });
  });

  it('no identity, or one without key and identifier → control value, variant null', () => {
    for (const identity of [null, {}]) {
      expect(evaluateVariants([red, blue], identity)).toMatchObject({
        value: 'none',
        variant: null,
        reason: 'DEFAULT',
      });
    }
  });

  it('key missing, or null → environment key and identifier', () => {
    for (const identity of [{ identifier: 'foobar' }, { identifier: 'foobar', key: null }]) {
      expect(evaluateVariants([red, blue], identity)).toEqual(evaluateVariants([red, blue], { key: 'env_foobar' }));
    }
  });

  it('document: options without ids → in the order of their uuids as numbers', () => {
    const [first, second] = [createOption(1, 'red', 40), createOption(2, 'blue', 40)];
    const withoutIds = (uuids: readonly string[]) => [
      { ...first, id: null, mv_fs_value_uuid: uuids[0] as string },
      { ...second, id: null, mv_fs_value_uuid: uuids[1] as string },
    ];
    const low = '00000000-0000-4000-9000-00000000000a';
    const high = 'ffffffff-0000-4000-9000-00000000000a';
    const evaluate = (uuids: readonly string[]) => {
      const state = createState('colour', 'none', {
        django_id: 78986,
        multivariate_feature_state_values: withoutIds(uuids),
      });
      const environment = compileEnvironment(createDocument({ feature_states: [state] }));
      return evaluateIdentity(environment, { identifier: 'x', key: '32103813' })[0]?.value;
    };
    expect([evaluate([low, high]), evaluate([high, low])]).toEqual(['blue', 'red']);
  });

  it('document: seed missing → hashed with the uuid of the feature state', () => {
    const options = [createOption(1, 'red', 50), createOption(2, 'blue', 50)];
    const state = createState('colour', 'none', {
      django_id: null,
      featurestate_uuid: '78986',
      multivariate_feature_state_values: options,
    });
    const environment = compileEnvironment(createDocument({ feature_states: [state] }));
    expect(evaluateIdentity(environment, { identifier: 'x', key: '32103813' })[0]?.value).toBe('red');
  });
});

describe('priorities of segment overrides', () => {
  const everybody = [{ type: 'ALL' as const }];
  const evaluate = (...priorities: (number | null | undefined)[]) => {
    const segments = priorities.map((priority, index) => {
      const override = {
        key: '1',
        name: 'banner',
        enabled: true,
        value: index,
        ...(priority === undefined ? {} : { priority }),
      };
      return [`s${index}`, { key: String(index), name: `s${index}`, rules: everybody, overrides: [override] }];
    });
    const features = { banner: { key: '1', name: 'banner', enabled: false, value: 'standard' } };
    const environment = { key: 'env', name: 'Production' };
    return getEvaluationResult({ environment, features, segments: Object.fromEntries(segments) }).flags['banner']
      ?.value;
  };

  it.each([
    [[2, 1, 3], 1],
    [[1, 1], 0],
    [[undefined, 5], 1],
    [[undefined, undefined], 0],
    [[null, undefined], 0],
    [[0, -1], 1],
    [[5, Number.NEGATIVE_INFINITY], 1],
    [[0.5, 0.25], 1],
  ])('priorities %j → override %i', (priorities, winner) => {
    expect(evaluate(...priorities)).toBe(winner);
  });
});
