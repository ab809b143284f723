import type { Environment, EnvironmentPatch } from '../../contract/environments.ts';
import type { Metadata } from '../../contract/metadata.ts';
import type { EnvironmentRow, EnvironmentValues } from './managed-environments.queries.ts';

export function toEnvironment(row: EnvironmentRow, metadata: Metadata[]): Environment {
  return {
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    api_key: row.apiKey,
    description: row.description,
    project: row.projectId,
    minimum_change_request_approvals: row.minimumChangeRequestApprovals,
    allow_client_traits: row.allowClientTraits,
    banner_text: row.bannerText,
    banner_colour: row.bannerColour,
    hide_disabled_flags: row.hideDisabledFlags,
    // compat: the setting's old name, kept beside the new one.
    use_mv_v2_evaluation: row.useIdentityCompositeKeyForHashing,
    use_identity_composite_key_for_hashing: row.useIdentityCompositeKeyForHashing,
    hide_sensitive_data: row.hideSensitiveData,
    use_v2_feature_versioning: row.useV2FeatureVersioning,
    use_identity_overrides_in_local_eval: row.useIdentityOverridesInLocalEval,
    is_creating: row.isCreating,
    metadata,
  };
}

/** The columns that the input speaks of. */
export function toEnvironmentValues(input: EnvironmentPatch): EnvironmentValues {
  const values: EnvironmentValues = {
    name: input.name,
    apiKey: input.api_key,
    description: input.description,
    allowClientTraits: input.allow_client_traits,
    bannerText: input.banner_text,
    bannerColour: input.banner_colour,
    hideDisabledFlags: input.hide_disabled_flags,
    useIdentityCompositeKeyForHashing: input.use_identity_composite_key_for_hashing,
    hideSensitiveData: input.hide_sensitive_data,
    useIdentityOverridesInLocalEval: input.use_identity_overrides_in_local_eval,
    minimumChangeRequestApprovals: input.minimum_change_request_approvals,
  } as EnvironmentValues;
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The settings of a row that a clone takes over. */
export function toClonedValues(row: EnvironmentRow): EnvironmentValues {
  const { description, minimumChangeRequestApprovals, allowClientTraits, bannerText, bannerColour } = row;
  const { hideDisabledFlags, useIdentityCompositeKeyForHashing, hideSensitiveData, useV2FeatureVersioning } = row;
  return {
    description,
    minimumChangeRequestApprovals,
    allowClientTraits,
    bannerText,
    bannerColour,
    hideDisabledFlags,
    useIdentityCompositeKeyForHashing,
    hideSensitiveData,
    useV2FeatureVersioning,
    useIdentityOverridesInLocalEval: row.useIdentityOverridesInLocalEval,
  };
}
