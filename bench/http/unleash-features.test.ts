import { describe, expect, it } from 'vitest';
import { compileEnvironment, evaluateIdentity } from '../../worker/engine/index.ts';
import { createWorkload, type WorkloadIdentity } from '../engine/workload.ts';
import { toUnleashFeatures, type Constraint, type UnleashFeature } from './unleash-features.ts';

const workload = createWorkload('M', 'comma');
const features = toUnleashFeatures(workload.document);

const toNumber = (version: string) => version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);

/** What the documentation of Unleash says of the operators. */
const OPERATORS: Record<string, (trait: string, { value, values }: { value: string; values: string[] }) => boolean> = {
  IN: (trait, { values }) => values.includes(trait),
  NOT_IN: (trait, { values }) => !values.includes(trait),
  NUM_GT: (trait, { value }) => Number(trait) > Number(value),
  NUM_LT: (trait, { value }) => Number(trait) < Number(value),
  NUM_LTE: (trait, { value }) => Number(trait) <= Number(value),
  SEMVER_GTE: (trait, { value }) => toNumber(trait) >= toNumber(value),
  STR_CONTAINS: (trait, { values }) => values.some((value) => trait.includes(value)),
  STR_ENDS_WITH: (trait, { values }) => values.some((value) => trait.endsWith(value)),
};

function holds({ contextName, operator, inverted = false, value = '', values = [] }: Constraint, traits: object) {
  const trait = String(new Map<string, unknown>(Object.entries(traits)).get(contextName));
  return OPERATORS[operator]!(trait, { value, values }) !== inverted;
}

/** The variant that the identity gets, '' when the feature is on without one, null when it is off. */
function pickVariant({ enabled, strategies }: UnleashFeature, { traits }: WorkloadIdentity): string | null {
  const strategy = strategies.find(({ constraints }) => constraints.every((constraint) => holds(constraint, traits)));
  return enabled && strategy !== undefined ? (strategy.variants[0]?.name ?? '') : null;
}

describe('toUnleashFeatures', () => {
  it('workload M: features without a percentage → on, off and overridden for the same identities as with our engine', () => {
    const comparable = features.filter(({ strategies }) => strategies.every(({ name }) => name === 'default'));
    const environment = compileEnvironment(workload.document);
    let overridden = 0;
    for (const identity of workload.identities) {
      const outcomes = new Map(evaluateIdentity(environment, identity).map((one) => [one.feature.name, one]));
      for (const feature of comparable) {
        const ours = outcomes.get(feature.name);
        const variant = pickVariant(feature, identity);
        expect(`${feature.name} ${variant !== null}`).toBe(`${feature.name} ${ours?.enabled}`);
        if (variant === null) continue;
        expect(variant === 'override').toBe(ours?.reason.kind === 'segment');
        overridden += Number(variant === 'override');
      }
    }
    expect(comparable.length).toBeGreaterThan(90);
    expect(overridden).toBeGreaterThan(1000);
  });

  it('workload M: variants → weights of a strategy add up to 1000', () => {
    const weights = features
      .flatMap(({ strategies }) => strategies)
      .filter(({ variants }) => variants.length > 0)
      .map(({ variants }) => variants.reduce((sum, { weight }) => sum + weight, 0));
    expect(new Set(weights)).toEqual(new Set([1000]));
  });
});
