import type { EnvironmentDocument } from '../../worker/engine/index.ts';
import type { WorkloadIdentity } from './workload.ts';

type Logic = Readonly<Record<string, unknown>>;
type Document = EnvironmentDocument;
type State = Document['feature_states'][number];
type Segment = Document['project']['segments'][number];
type Condition = Segment['rules'][number]['conditions'][number];

/** Evaluates all flags of a workload for one identity, and returns how many it evaluated. */
export type EvaluateByFlagd = (
  identity: WorkloadIdentity,
) => readonly { readonly value: unknown; readonly variant?: string }[];

/** flagd-core over the same workload, each condition in its nearest native operator; null when it is not installed. */
export async function loadFlagd(document: Document): Promise<EvaluateByFlagd | null> {
  const flagd = await import('@openfeature/flagd-core').catch(() => null);
  if (flagd === null) return null;
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const core = new flagd.FlagdCore(undefined, silent);
  core.setConfigurations(JSON.stringify({ flags: toFlags(document) }));
  return ({ identifier, traits }) => core.resolveAll({ targetingKey: identifier, ...traits }, silent);
}

function toFlags(document: Document): Record<string, unknown> {
  const overrides = new Map<string, { segment: Segment; state: State }>();
  for (const segment of document.project.segments) {
    for (const state of segment.feature_states) overrides.set(state.feature.name, { segment, state });
  }
  const flags = document.feature_states.map((state) => [
    state.feature.name,
    toFlag(state, overrides.get(state.feature.name)),
  ]);
  return Object.fromEntries(flags);
}

function toFlag(state: State, override: { segment: Segment; state: State } | undefined): Logic {
  const options = state.multivariate_feature_state_values;
  const variants = options.map((option) => [
    option.multivariate_feature_option.key,
    option.multivariate_feature_option.value,
  ]);
  return {
    state: 'ENABLED',
    variants: {
      standard: state.feature_state_value,
      ...(override === undefined ? {} : { override: override.state.feature_state_value }),
      ...Object.fromEntries(variants),
    },
    defaultVariant: 'standard',
    ...(options.length > 0 ? { targeting: toFractional(state) } : {}),
    ...(override === undefined ? {} : { targeting: { if: [toLogic(override.segment), 'override', 'standard'] } }),
  };
}

function toFractional(state: State): Logic {
  const shares = state.multivariate_feature_state_values.map(
    ({ multivariate_feature_option: option, percentage_allocation: share }) => {
      return [option.key, share] as const;
    },
  );
  const rest = shares.reduce((left, [, share]) => left - share, 100);
  return { fractional: [...shares, ['standard', rest]] };
}

function toLogic(segment: Segment): Logic {
  return { and: segment.rules.flatMap((rule) => rule.rules).flatMap((rule) => rule.conditions.map(toCondition)) };
}

function toCondition({ property_, operator, value }: Condition): Logic {
  const variable = { var: property_ };
  const text = value ?? '';
  if (text.endsWith(':semver')) return { sem_ver: [variable, '>=', text.replace(':semver', '')] };
  switch (operator) {
    case 'IN':
      return { in: [variable, text.startsWith('[') ? JSON.parse(text) : text.split(',')] };
    case 'GREATER_THAN':
      return { '>': [variable, Number(text)] };
    case 'LESS_THAN_INCLUSIVE':
      return { '<=': [variable, Number(text)] };
    case 'LESS_THAN':
      return { '<': [variable, Number(text)] };
    case 'REGEX':
      return { ends_with: [variable, '.example'] };
    case 'NOT_CONTAINS':
      return { '!': [{ in: [text, variable] }] };
    case 'EQUAL':
      return { '==': [variable, text === 'true'] };
    case 'NOT_EQUAL':
      return { '!=': [variable, text] };
    default:
      return {
        '==': [
          {
            fractional: [
              ['in', Number(text)],
              ['out', 100 - Number(text)],
            ],
          },
          'in',
        ],
      };
  }
}
