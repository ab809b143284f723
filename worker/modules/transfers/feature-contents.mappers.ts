import type { TransferredFeature } from '../../contract/feature-transfers.ts';
import type { ExportedValue } from '../../contract/organisation-export.ts';
import type { EnvironmentSnapshot } from '../../contract/published-environment.ts';
import type { ExportedRow } from './feature-transfers.queries.ts';
import type { Contents } from './contents.ts';

/** The features as they are in the environment, in the order of the rows. */
export function toTransferredFeatures(
  rows: readonly ExportedRow[],
  { document }: EnvironmentSnapshot,
): TransferredFeature[] {
  const states = new Map(document.feature_states.map((state) => [state.feature.id, state]));
  return rows.flatMap(({ id, options, ...row }) => {
    const state = states.get(id);
    if (state === undefined) return [];
    const weights = new Map(state.multivariate_feature_state_values.map((one) => [one.id, one.percentage_allocation]));
    const multivariate = options.map(({ id: optionId, value, weight }) => ({
      percentage_allocation: weights.get(optionId) ?? 0,
      default_percentage_allocation: weight,
      value,
      type: typeOf(value),
    }));
    const value = state.feature_state_value;
    return [{ ...row, value, type: typeOf(value), enabled: state.enabled, multivariate }];
  });
}

function typeOf(value: ExportedValue): 'unicode' | 'int' | 'bool' {
  if (typeof value === 'number') return 'int';
  return typeof value === 'boolean' ? 'bool' : 'unicode';
}

type Typed = Pick<TransferredFeature, 'value' | 'type'>;

/** The features as the contents of one environment, which is found by its name. */
export function toContents(features: readonly TransferredFeature[], environmentName: string): Contents {
  let optionId = 0;
  const numbered = features.map((feature, index) => ({
    feature,
    id: index + 1,
    options: (feature.multivariate ?? []).map((option) => ({ option, id: (optionId += 1) })),
  }));
  return {
    features: numbered.map(({ feature, id, options }) => ({
      id,
      name: feature.name,
      initial_value: feature.initial_value ?? null,
      default_enabled: feature.default_enabled ?? false,
      is_server_key_only: feature.is_server_key_only ?? false,
      options: options.map(({ option, id: optionOf }) => ({
        id: optionOf,
        value: readValue(option),
        default_percentage_allocation: option.default_percentage_allocation,
      })),
    })),
    environments: [
      {
        id: 1,
        name: environmentName,
        states: numbered.map(({ feature, id, options }) => ({
          feature: id,
          enabled: feature.enabled ?? false,
          value: readValue(feature),
          weights: options.map(({ option, id: optionOf }) => ({
            option: optionOf,
            percentage: option.percentage_allocation,
          })),
        })),
      },
    ],
  };
}

/** What is not of the type that is named is text. */
function readValue({ value = null, type = 'unicode' }: Typed): ExportedValue {
  if (value === null || (type === 'int' && typeof value === 'number')) return value;
  if (type === 'bool' && typeof value === 'boolean') return value;
  return String(value);
}
