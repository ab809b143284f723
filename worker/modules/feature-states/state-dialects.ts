import type { ListedState, NestedState, ScalarState } from '../../contract/feature-states.ts';
import type { StateRow } from './state-row.ts';
import type { StateValue, Weight } from './state-value.ts';

/** The dialect with a bare scalar. */
export function toScalarState(row: StateRow): ScalarState {
  return { ...toFields(row), feature_state_value: row.value.value, identity: row.identity_id };
}

/** The scalar dialect as lists show it: with the identity's identifier. */
export function toListedState(row: StateRow): ListedState {
  const { identity_id: id, identifier } = row;
  return {
    ...toFields(row),
    feature_state_value: row.value.value,
    identity: id === null ? null : { id, identifier: identifier ?? '' },
  };
}

/** The dialect with an object of typed fields. */
export function toNestedState(row: StateRow): NestedState {
  return { ...toFields(row), feature_state_value: toTypedValue(row.value), identity: row.identity_id };
}

function toTypedValue({ type, value }: StateValue): NestedState['feature_state_value'] {
  return {
    type,
    string_value: type === 'unicode' ? (value as string | null) : null,
    integer_value: type === 'int' ? (value as number) : null,
    boolean_value: type === 'bool' ? (value as boolean) : null,
  };
}

export function toWeights(row: Pick<StateRow, 'weights'>): Weight[] {
  return row.weights.map(({ option_id: optionId, weight }) => ({ optionId, weight }));
}

function toWireWeights(row: Pick<StateRow, 'weights'>) {
  return row.weights.map(({ id, option_id: option, weight }) => ({
    id,
    multivariate_feature_option: option,
    percentage_allocation: weight,
  }));
}

function toFields(row: StateRow) {
  return {
    id: row.id,
    multivariate_feature_state_values: toWireWeights(row),
    deleted_at: null,
    uuid: row.uuid,
    enabled: row.enabled,
    created_at: row.created_at,
    updated_at: row.updated_at,
    live_from: row.live_from,
    version: row.version,
    feature: row.feature_id,
    environment: row.environment_id,
    feature_segment: row.feature_segment_id,
    change_request: row.change_request_id,
    environment_feature_version: row.version_uuid,
  };
}
