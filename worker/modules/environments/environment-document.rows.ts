import type { DocumentRule } from '../../contract/environment-document.ts';
import type { Row } from '../../core/database.ts';

/** The rows that `documentQueries` yields, statement by statement. */

type Scalar = string | number | boolean | null;

export type EnvironmentRow = {
  id: number;
  api_key: string;
  name: string;
  allow_client_traits: boolean;
  updated_at: string;
  hide_sensitive_data: boolean;
  hide_disabled_flags: boolean | null;
  use_identity_composite_key_for_hashing: boolean;
  use_identity_overrides_in_local_eval: boolean;
  project_id: number;
  project_name: string;
  project_hide_disabled_flags: boolean;
  enable_realtime_updates: boolean;
  organisation_id: number;
  organisation_name: string;
  feature_analytics: boolean;
  stop_serving_flags: boolean;
  persist_trait_data: boolean;
  tells_identities: boolean;
};

type ServerKeyRow = { hash: string; active: boolean; expires_at: number | null };

export type FeatureRow = {
  id: number;
  name: string;
  type: 'STANDARD' | 'MULTIVARIATE';
  created_date: string;
  description: string | null;
  initial_value: string | null;
  default_enabled: boolean;
  is_server_key_only: boolean;
};

export type MultivariateEntry = {
  option_id: number;
  key: string | null;
  value: Scalar;
  percentage: number;
  uuid: string;
};

export type StateRow = {
  id: number;
  uuid: string;
  enabled: boolean;
  feature_id: number;
  seed: number;
  value: Scalar;
  entries: MultivariateEntry[] | null;
};

export type PlacedStateRow = StateRow & {
  feature_segment_id: number | null;
  segment_id: number | null;
  priority: number | null;
};

export type IdentityStateRow = StateRow & {
  identity_id: number;
  identity_uuid: string;
  identifier: string;
  created_date: string;
};

type SegmentRow = { id: number; name: string; is_for_overrides_only: boolean };
export type RuleRow = { id: number; segment_id: number; parent_rule_id: number | null; type: DocumentRule['type'] };
export type ConditionRow = { rule_id: number; operator: string; property: string | null; value: string | null };

export type DocumentRows = {
  outboxIds: string[];
  environment: EnvironmentRow | undefined;
  serverKeys: ServerKeyRow[];
  features: FeatureRow[];
  states: PlacedStateRow[];
  identityStates: IdentityStateRow[];
  segments: SegmentRow[];
  rules: RuleRow[];
  conditions: ConditionRow[];
};

/** Names the results of `documentQueries`. The shapes are the statements' own, so they are asserted and not checked. */
export function nameDocumentRows(results: Row[][]): DocumentRows {
  const rowsOf = <Named>(index: number) => (results[index] ?? []) as Named[];
  return {
    outboxIds: rowsOf<{ id: string }>(0).map((row) => row.id),
    environment: rowsOf<EnvironmentRow>(1)[0],
    serverKeys: rowsOf(2),
    features: rowsOf(3),
    states: rowsOf(4),
    identityStates: rowsOf(5),
    segments: rowsOf(6),
    rules: rowsOf(7),
    conditions: rowsOf(8),
  };
}
