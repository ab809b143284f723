import type { EnvironmentDocument } from '../../worker/engine/index.ts';

type State = EnvironmentDocument['feature_states'][number];
type Segment = EnvironmentDocument['project']['segments'][number];
type Condition = Segment['rules'][number]['conditions'][number];
type Override = { segment: Segment; state: State };

export type Constraint = {
  contextName: string;
  operator: string;
  inverted?: boolean;
  value?: string;
  values?: string[];
};
type Variant = {
  name: string;
  weight: number;
  weightType: 'fix' | 'variable';
  stickiness: 'userId';
  payload: { type: 'string'; value: string };
};
export type Strategy = {
  name: 'default' | 'flexibleRollout';
  featureName: string;
  sortOrder: number;
  parameters: Record<string, string>;
  constraints: Constraint[];
  variants: Variant[];
};
/** Who gets the feature: those for whom all constraints hold, and of them the share. */
type Audience = { constraints: Constraint[]; share: number; groupId: string };

export type UnleashFeature = { name: string; enabled: boolean; strategies: Strategy[] };

/** The name of the variant that stands for the value of a segment override. */
export const OVERRIDE = 'override';

/**
 * The features of a document as Unleash has them. Only what differs between identities is a variant: the value of a
 * segment override and the options of a multivariate feature; a plain feature is on or off.
 */
export function toUnleashFeatures(document: EnvironmentDocument): UnleashFeature[] {
  const overrides = new Map<string, Override>();
  for (const segment of document.project.segments) {
    for (const state of segment.feature_states) overrides.set(state.feature.name, { segment, state });
  }
  return document.feature_states.map((state) => toFeature(state, overrides.get(state.feature.name)));
}

/** The features in the form of an export, which unleash-server imports into a project and an environment. */
export function toUnleashExport(features: UnleashFeature[]): string {
  const constraints = features.flatMap(({ strategies }) => strategies.flatMap((strategy) => strategy.constraints));
  const fields = new Set(constraints.map(({ contextName }) => contextName));
  return JSON.stringify({
    features: features.map(({ name }) => ({ name, type: 'release' })),
    featureEnvironments: features.map(({ name, enabled }) => ({ name, featureName: name, enabled })),
    featureStrategies: features.flatMap(({ strategies }) => strategies),
    contextFields: [...fields].map((name) => ({ name })),
    tagTypes: [],
  });
}

function toFeature(state: State, override: Override | undefined): UnleashFeature {
  const { name } = state.feature;
  const everyone = { audience: { constraints: [], share: 100, groupId: name }, variants: toVariants(state) };
  const strategies = override === undefined ? [everyone] : toOverridden(state, override, everyone);
  return {
    name,
    enabled: state.enabled || override?.state.enabled === true,
    strategies: strategies.map(({ audience, variants }, sortOrder) => ({
      featureName: name,
      sortOrder,
      ...toRollout(audience),
      constraints: audience.constraints,
      variants,
    })),
  };
}

/** Strategies are alternatives: the first that applies decides. */
function toOverridden(state: State, { segment, state: override }: Override, everyone: Offer): Offer[] {
  const members = toAudience(segment);
  if (!override.enabled) return listOthers(members).map((audience) => ({ audience, variants: everyone.variants }));
  const value = createVariant(OVERRIDE, 1000, 'variable', override.feature_state_value);
  const overridden = { audience: members, variants: [value] };
  return state.enabled ? [overridden, everyone] : [overridden];
}

type Offer = { audience: Audience; variants: Variant[] };

function toAudience(segment: Segment): Audience {
  const conditions = segment.rules.flatMap((rule) => rule.rules).flatMap((rule) => rule.conditions);
  const split = conditions.find(({ operator }) => operator === 'PERCENTAGE_SPLIT');
  return {
    constraints: conditions.filter((condition) => condition !== split).map(toConstraint),
    share: Number(split?.value ?? 100),
    groupId: segment.name,
  };
}

/** All who are not in the audience: a strategy takes only AND, so there is one for each constraint that may fail. */
function listOthers({ constraints, share, groupId }: Audience): Audience[] {
  const failing = constraints.map((constraint) => ({
    constraints: [{ ...constraint, inverted: constraint.inverted !== true }],
    share: 100,
    groupId,
  }));
  return share === 100 ? failing : [...failing, { constraints: [], share: 100 - share, groupId }];
}

function toRollout({ share, groupId }: Audience): Pick<Strategy, 'name' | 'parameters'> {
  return share === 100
    ? { name: 'default', parameters: { groupId } }
    : { name: 'flexibleRollout', parameters: { rollout: String(share), stickiness: 'userId', groupId } };
}

function toVariants(state: State): Variant[] {
  const options = state.multivariate_feature_state_values;
  if (options.length === 0) return [];
  const rest = options.reduce((left, { percentage_allocation: share }) => left - share, 100);
  return [
    ...options.map(({ multivariate_feature_option: option, percentage_allocation: share }) =>
      createVariant(option.key ?? String(option.id), share * 10, 'fix', option.value),
    ),
    createVariant('standard', rest * 10, 'variable', state.feature_state_value),
  ];
}

function createVariant(name: string, weight: number, weightType: Variant['weightType'], value: unknown): Variant {
  return { name, weight, weightType, stickiness: 'userId', payload: { type: 'string', value: String(value) } };
}

function toConstraint({ property_, operator, value }: Condition): Constraint {
  const contextName = property_ ?? '';
  const text = value ?? '';
  if (text.endsWith(':semver')) return { contextName, operator: 'SEMVER_GTE', value: text.replace(':semver', '') };
  switch (operator) {
    case 'IN':
      return { contextName, operator: 'IN', values: text.startsWith('[') ? JSON.parse(text) : text.split(',') };
    case 'GREATER_THAN':
      return { contextName, operator: 'NUM_GT', value: text };
    case 'LESS_THAN_INCLUSIVE':
      return { contextName, operator: 'NUM_LTE', value: text };
    case 'LESS_THAN':
      return { contextName, operator: 'NUM_LT', value: text };
    case 'REGEX':
      return { contextName, operator: 'STR_ENDS_WITH', values: ['.example'] };
    case 'NOT_CONTAINS':
      return { contextName, operator: 'STR_CONTAINS', inverted: true, values: [text] };
    case 'EQUAL':
      return { contextName, operator: 'IN', values: [text] };
    case 'NOT_EQUAL':
      return { contextName, operator: 'NOT_IN', values: [text] };
    default:
      throw new Error(`the workload has an operator without a counterpart in Unleash: ${operator}`);
  }
}
