import type { StateContent } from './state-content.ts';
import { invalid } from '../../core/errors.ts';
import { isAboveHundred } from '../features/feature-rules.service.ts';
import type { BulkRow } from './bulk-tables.ts';
import { toValueColumns } from './value-columns.ts';
import type { Writing } from './writing.service.ts';

/** Where a state stands, in ids of rows. */
export type StatePlace = {
  environmentId: number;
  featureId: number;
  featureSegmentId?: number | null;
  identityId?: number | null;
  versionUuid?: string | null;
};

/** Rows of states that wait to be inserted together. */
export class StateRows {
  readonly states: Omit<BulkRow<'feature_states'>, 'id'>[] = [];
  readonly contents: StateContent[] = [];

  add({ place, now }: Writing, where: StatePlace, content: StateContent): void {
    this.states.push({
      project_id: place.projectId,
      environment_id: where.environmentId,
      feature_id: where.featureId,
      feature_segment_id: where.featureSegmentId ?? null,
      identity_id: where.identityId ?? null,
      enabled: content.enabled,
      live_from: now,
      version: 1,
      environment_feature_version_uuid: where.versionUuid ?? null,
    });
    this.contents.push(content);
  }

  /** The rows, given an id for each state. Throws INVALID for weights above 100 %. */
  toRows({ ids }: Writing, stateIds: readonly number[]) {
    const states = this.states.map((state, index) => ({ id: stateIds[index] ?? 0, ...state }));
    const values = this.contents.map(({ value }, index) => ({
      feature_state_id: stateIds[index] ?? 0,
      ...toValueColumns(value),
    }));
    const weights = this.contents.flatMap(({ weights: list = [] }, index) => {
      if (isAboveHundred(list.reduce((sum, { percentage }) => sum + percentage, 0))) {
        throw invalid('The weights of a state come to more than 100 %.');
      }
      return list.map(({ option, percentage }) => ({
        feature_id: this.states[index]?.feature_id ?? 0,
        feature_state_id: stateIds[index] ?? 0,
        multivariate_feature_option_id: ids.options.get(option),
        percentage_allocation: percentage,
      }));
    });
    return { states, values, weights };
  }
}
