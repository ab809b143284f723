import type { ConditionDocument, EnvironmentDocument, FeatureStateDocument, SegmentDocument } from './document.ts';

let lastSeed = 1000;

/** A feature state of a document; anything not given is plain. */
export function createState(
  name: string,
  value: unknown,
  more: Partial<FeatureStateDocument> = {},
): FeatureStateDocument {
  lastSeed += 1;
  return {
    feature: { id: lastSeed, name, type: 'STANDARD' },
    enabled: true,
    django_id: lastSeed,
    featurestate_uuid: `00000000-0000-4000-8000-${String(lastSeed).padStart(12, '0')}`,
    feature_segment: null,
    feature_state_value: value,
    multivariate_feature_state_values: [],
    ...more,
  };
}

/** A multivariate value: key and value are the same text. */
export function createOption(id: number, key: string, percentage: number) {
  return {
    multivariate_feature_option: { value: key, id, key },
    percentage_allocation: percentage,
    id,
    mv_fs_value_uuid: `00000000-0000-4000-9000-${String(id).padStart(12, '0')}`,
  };
}

/** A segment whose members satisfy all conditions. */
export function createSegment(
  id: number,
  conditions: readonly ConditionDocument[],
  overrides: readonly FeatureStateDocument[] = [],
): SegmentDocument {
  return { id, name: `segment-${id}`, rules: [{ type: 'ALL', rules: [], conditions }], feature_states: overrides };
}

export function createDocument(
  more: Partial<EnvironmentDocument> & { segments?: readonly SegmentDocument[] },
): EnvironmentDocument {
  const { segments = [], ...rest } = more;
  return {
    api_key: 'env',
    name: 'Production',
    project: { segments },
    feature_states: [],
    identity_overrides: [],
    ...rest,
  };
}
