import type { Feature, ProjectFeature } from '../../contract/features.ts';
import type { Metadata } from '../../contract/metadata.ts';
import type { FeatureRow, StateSmallRow } from './feature-rows.queries.ts';

export function toFeature(row: FeatureRow, metadata: Metadata[]): Feature {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    default_enabled: row.default_enabled,
    initial_value: row.initial_value,
    created_date: row.created_date,
    description: row.description,
    tags: row.tags,
    multivariate_options: row.options,
    is_archived: row.is_archived,
    owners: row.owners,
    group_owners: row.group_owners,
    uuid: row.uuid,
    project: row.project_id,
    environment_feature_state: toStateSmall(row.default_state),
    segment_feature_state: toStateSmall(row.segment_state),
    num_segment_overrides: row.segment_overrides ?? 0,
    num_identity_overrides: row.identity_overrides,
    is_num_identity_overrides_complete: true,
    is_server_key_only: row.is_server_key_only,
    last_modified_in_any_environment: row.changed_anywhere,
    last_modified_in_current_environment: row.changed_here,
    metadata,
    code_references_counts: [],
    lifecycle_stage: null,
  };
}

export function toProjectFeature(row: FeatureRow): ProjectFeature {
  return {
    id: row.id,
    name: row.name,
    created_date: row.created_date,
    description: row.description,
    initial_value: row.initial_value,
    default_enabled: row.default_enabled,
    type: row.type,
    owners: row.owners,
    group_owners: row.group_owners,
    is_server_key_only: row.is_server_key_only,
  };
}

function toStateSmall(state: StateSmallRow | null): Feature['environment_feature_state'] {
  if (state === null) return null;
  const value =
    state.type === 'int' ? state.integer_value : state.type === 'bool' ? state.boolean_value : state.string_value;
  return {
    id: state.id,
    feature_state_value: value,
    environment: state.environment,
    identity: null,
    feature_segment: state.feature_segment,
    enabled: state.enabled,
  };
}
