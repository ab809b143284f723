import type { FeaturePlace } from './feature-place.ts';
import type { Option } from './multivariate-options.queries.ts';

export type OptionAudit = { added: Option[]; updated: { before: Option; after: Option }[]; removed: Option[] };

type Owner = { id: number; uuid: string; name: string };

/** The audit entries of changed options; compat: their object is the feature. */
export function describeOptions(place: FeaturePlace, feature: Owner, { added, updated, removed }: OptionAudit) {
  const entry = { ...place, type: 'FEATURE' as const, objectId: feature.id, objectUuid: feature.uuid };
  const change = 'UPDATE' as const;
  return [
    ...removed.map((option) => ({
      ...entry,
      change,
      log: `Multivariate option removed: ${feature.name}`,
      before: { multivariate_option: describe(option) },
    })),
    ...updated.map(({ before, after }) => ({
      ...entry,
      change,
      log: `Multivariate option changed: ${feature.name}`,
      before: { multivariate_option: describe(before) },
      after: { multivariate_option: describe(after) },
    })),
    ...added.map((option) => ({
      ...entry,
      change,
      log: `Multivariate option added: ${feature.name}`,
      after: { multivariate_option: describe(option) },
    })),
  ];
}

function describe({ id, key, integerValue, stringValue, booleanValue, defaultPercentageAllocation }: Option) {
  return {
    id,
    key,
    value: integerValue ?? booleanValue ?? stringValue,
    default_percentage_allocation: defaultPercentageAllocation,
  };
}
