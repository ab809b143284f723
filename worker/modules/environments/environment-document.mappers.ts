import type {
  DocumentFeature,
  DocumentFeatureState,
  DocumentIdentityOverride,
  DocumentSegment,
  EnvironmentDocument,
} from '../../contract/environment-document.ts';
import type { EnvironmentSnapshot, FeatureDetails, FeatureStateIds } from '../../contract/published-environment.ts';
import {
  nameDocumentRows,
  type DocumentRows,
  type EnvironmentRow,
  type FeatureRow,
} from './environment-document.rows.ts';
import { toFeatureState, toIdentityFeatureState } from './feature-state.mappers.ts';
import { addTo, toRuleTrees } from './segment-rules.mappers.ts';
import type { Row } from '../../core/database.ts';

export type SnapshotResult = {
  /** Null when the environment, its project or its organisation is gone. */
  snapshot: EnvironmentSnapshot | null;
  /** The outbox rows that this snapshot answers; to be deleted once it is published. */
  outboxIds: string[];
  /** As in the document; null with the snapshot. */
  updatedAt: string | null;
};

/** Builds the snapshot from the results of `documentQueries`. */
export function toSnapshot(results: Row[][]): SnapshotResult {
  const rows = nameDocumentRows(results);
  if (rows.environment === undefined) return { snapshot: null, outboxIds: rows.outboxIds, updatedAt: null };
  const { document, stateIds } = toDocument(rows, rows.environment);
  return {
    snapshot: {
      environment_id: rows.environment.id,
      server_keys: rows.serverKeys,
      features: rows.features.map(toFeatureDetails),
      feature_states: stateIds,
      ...(rows.environment.tells_identities ? { tells_identities: true as const } : {}),
      document,
    },
    outboxIds: rows.outboxIds,
    updatedAt: rows.environment.updated_at,
  };
}

type MappedStates = {
  defaults: DocumentFeatureState[];
  bySegment: Map<number, DocumentFeatureState[]>;
  identityOverrides: DocumentIdentityOverride[];
  stateIds: FeatureStateIds[];
};

function toDocument(rows: DocumentRows, environment: EnvironmentRow) {
  const { stateIds, ...states } = toStates(rows, environment);
  const document: EnvironmentDocument = {
    id: environment.id,
    api_key: environment.api_key,
    project: {
      id: environment.project_id,
      name: environment.project_name,
      organisation: {
        id: environment.organisation_id,
        name: environment.organisation_name,
        feature_analytics: environment.feature_analytics,
        stop_serving_flags: environment.stop_serving_flags,
        persist_trait_data: environment.persist_trait_data,
      },
      hide_disabled_flags: environment.project_hide_disabled_flags,
      segments: toSegments(rows, states.bySegment),
      enable_realtime_updates: environment.enable_realtime_updates,
      server_key_only_feature_ids: rows.features.filter((row) => row.is_server_key_only).map((row) => row.id),
    },
    feature_states: states.defaults,
    // Our own evaluation needs the overrides whatever `use_identity_overrides_in_local_eval` says; where it says no, the list
    // is emptied when the document is served.
    identity_overrides: states.identityOverrides,
    name: environment.name,
    allow_client_traits: environment.allow_client_traits,
    updated_at: environment.updated_at,
    hide_sensitive_data: environment.hide_sensitive_data,
    hide_disabled_flags: environment.hide_disabled_flags,
    use_identity_composite_key_for_hashing: environment.use_identity_composite_key_for_hashing,
    use_identity_overrides_in_local_eval: environment.use_identity_overrides_in_local_eval,
  };
  return { document, stateIds };
}

/** States of deleted features, and overrides of deleted segments, stay out. */
function toStates(rows: DocumentRows, environment: EnvironmentRow): MappedStates {
  const features = new Map(rows.features.map((row): [number, DocumentFeature] => [row.id, toFeature(row)]));
  const liveSegments = new Set(rows.segments.map((row) => row.id));
  const mapped: MappedStates = { defaults: [], bySegment: new Map(), identityOverrides: [], stateIds: [] };
  for (const row of rows.states) {
    const feature = features.get(row.feature_id);
    if (feature === undefined || (row.segment_id !== null && !liveSegments.has(row.segment_id))) continue;
    const state = toFeatureState(row, feature);
    if (row.segment_id === null) mapped.defaults.push(state);
    else addTo(mapped.bySegment, row.segment_id, state);
    mapped.stateIds.push({ featurestate_uuid: row.uuid, id: row.id, feature_segment: row.feature_segment_id });
  }
  for (const row of rows.identityStates) {
    const feature = features.get(row.feature_id);
    if (feature === undefined) continue;
    let override = mapped.identityOverrides.at(-1);
    if (override?.django_id !== row.identity_id) {
      override = {
        identifier: row.identifier,
        environment_api_key: environment.api_key,
        created_date: row.created_date,
        identity_features: [],
        identity_traits: [],
        identity_uuid: row.identity_uuid,
        django_id: row.identity_id,
        dashboard_alias: null,
        composite_key: `${environment.api_key}_${row.identifier}`,
      };
      mapped.identityOverrides.push(override);
    }
    override.identity_features.push(toIdentityFeatureState(row, feature));
    mapped.stateIds.push({ featurestate_uuid: row.uuid, id: row.id, feature_segment: null });
  }
  return mapped;
}

function toSegments(rows: DocumentRows, overrides: Map<number, DocumentFeatureState[]>): DocumentSegment[] {
  const trees = toRuleTrees(rows.rules, rows.conditions);
  return rows.segments
    .filter((row) => !row.is_for_overrides_only || overrides.has(row.id))
    .map((row) => ({
      id: row.id,
      name: row.name,
      rules: trees.get(row.id) ?? [],
      feature_states: overrides.get(row.id) ?? [],
    }));
}

function toFeature(row: FeatureRow): DocumentFeature {
  return { id: row.id, name: row.name, type: row.type };
}

function toFeatureDetails(row: FeatureRow): FeatureDetails {
  return {
    id: row.id,
    created_date: row.created_date,
    description: row.description,
    initial_value: row.initial_value,
    default_enabled: row.default_enabled,
  };
}
