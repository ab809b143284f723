import type {
  DocumentFeature,
  DocumentFeatureState,
  DocumentMultivariateValue,
} from '../../contract/environment-document.ts';
import type { IdentityStateRow, MultivariateEntry, PlacedStateRow, StateRow } from './environment-document.rows.ts';

/** An environment default, or a segment override if the row has a priority. */
export function toFeatureState(row: PlacedStateRow, feature: DocumentFeature): DocumentFeatureState {
  const state = toPlainState(row, feature);
  return row.priority === null ? state : { ...state, feature_segment: { priority: row.priority } };
}

/**
 * compat: core writes the control value beside the chosen option's 100 % entry. Half of the SDKs read the one, half the
 * other; with the option's value in both places all agree.
 */
export function toIdentityFeatureState(row: IdentityStateRow, feature: DocumentFeature): DocumentFeatureState {
  const chosen = row.entries?.find((entry) => entry.percentage === 100);
  return toPlainState(chosen === undefined ? row : { ...row, value: chosen.value, entries: [chosen] }, feature);
}

function toPlainState(row: StateRow, feature: DocumentFeature): DocumentFeatureState {
  return {
    feature,
    enabled: row.enabled,
    django_id: row.seed,
    feature_segment: null,
    featurestate_uuid: row.uuid,
    feature_state_value: row.value,
    multivariate_feature_state_values: (row.entries ?? []).map(toMultivariateValue),
  };
}

/** SDKs walk the variants by ascending `id`, so it is the option's: the order then never depends on when rows were made. */
function toMultivariateValue(entry: MultivariateEntry): DocumentMultivariateValue {
  return {
    multivariate_feature_option: { value: entry.value, id: entry.option_id, key: entry.key },
    percentage_allocation: entry.percentage,
    id: entry.option_id,
    mv_fs_value_uuid: entry.uuid,
  };
}
