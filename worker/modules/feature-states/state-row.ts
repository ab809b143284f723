import type { StateValue } from './state-value.ts';

/** A state with all that hangs on it. */
export type StateRow = {
  id: number;
  uuid: string;
  enabled: boolean;
  created_at: string;
  updated_at: string;
  live_from: string | null;
  is_scheduled: boolean;
  version: number | null;
  feature_id: number;
  feature_name: string;
  environment_id: number;
  identity_id: number | null;
  identifier: string | null;
  feature_segment_id: number | null;
  feature_segment_uuid: string | null;
  segment_id: number | null;
  segment_name: string | null;
  priority: number | null;
  change_request_id: number | null;
  version_uuid: string | null;
  is_published_version: boolean;
  value: StateValue;
  weights: { id: number; option_id: number; weight: number }[];
};

export type StateFilter = {
  featureId: number | null;
  featureName: string | null;
  identities: 'none' | 'any' | number;
  /** Null: of all segments and of none. */
  featureSegmentId: number | 'none' | null;
  /** Part of the identifier, of overrides for identities. */
  identifier: string | null;
};
