import type { Project, ProjectDetail, ProjectPatch } from '../../contract/projects.ts';
import type { ProjectRow, ProjectValues } from './projects.queries.ts';

/** compat: what speaks of DynamoDB is constant, as there is none. */
export function toProject(row: ProjectRow): Project {
  return {
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    organisation: row.organisationId,
    hide_disabled_flags: row.hideDisabledFlags,
    enable_dynamo_db: false,
    migration_status: 'NOT_APPLICABLE',
    use_edge_identities: false,
    prevent_flag_defaults: row.preventFlagDefaults,
    enable_realtime_updates: row.enableRealtimeUpdates,
    only_allow_lower_case_feature_names: row.onlyAllowLowerCaseFeatureNames,
    feature_name_regex: row.featureNameRegex,
    show_edge_identity_overrides_for_feature: false,
    stale_flags_limit_days: row.staleFlagsLimitDays,
    edge_v2_migration_status: row.edgeV2MigrationStatus,
    minimum_change_request_approvals: row.minimumChangeRequestApprovals,
    enforce_feature_owners: row.enforceFeatureOwners,
  };
}

export function toProjectDetail(row: ProjectRow, counts: { features: number; segments: number }): ProjectDetail {
  return {
    ...toProject(row),
    max_segments_allowed: row.maxSegmentsAllowed,
    max_features_allowed: row.maxFeaturesAllowed,
    max_segment_overrides_allowed: row.maxSegmentOverridesAllowed,
    total_features: counts.features,
    total_segments: counts.segments,
  };
}

/** The columns that the input speaks of. */
export function toProjectValues(input: ProjectPatch): ProjectValues {
  const values: ProjectValues = {};
  if (input.name !== undefined) values.name = input.name;
  if (input.hide_disabled_flags !== undefined) values.hideDisabledFlags = input.hide_disabled_flags;
  if (input.prevent_flag_defaults !== undefined) values.preventFlagDefaults = input.prevent_flag_defaults;
  if (input.enable_realtime_updates !== undefined) values.enableRealtimeUpdates = input.enable_realtime_updates;
  if (input.only_allow_lower_case_feature_names !== undefined) {
    values.onlyAllowLowerCaseFeatureNames = input.only_allow_lower_case_feature_names;
  }
  if (input.feature_name_regex !== undefined) values.featureNameRegex = input.feature_name_regex || null;
  if (input.stale_flags_limit_days !== undefined) values.staleFlagsLimitDays = input.stale_flags_limit_days;
  if (input.minimum_change_request_approvals !== undefined) {
    values.minimumChangeRequestApprovals = input.minimum_change_request_approvals;
  }
  if (input.enforce_feature_owners !== undefined) values.enforceFeatureOwners = input.enforce_feature_owners;
  return values;
}
