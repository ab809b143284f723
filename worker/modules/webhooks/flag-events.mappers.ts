import type { FlagFacts, SegmentFacts } from './flag-facts.queries.ts';
import { toEventTime } from './event-body.ts';
import type { Author, EventState, FlagChange, VersionPublication } from './flag-event.ts';

type Segments = ReadonlyMap<number, SegmentFacts>;

/** compat: Flagsmith's event of a state that came, changed or went. */
export function toFlagEvent(change: FlagChange, facts: FlagFacts, segments: Segments, author: Author, now: Date) {
  const { previous, next } = change;
  return {
    type: next === null ? 'FLAG_DELETED' : 'FLAG_UPDATED',
    data: {
      changed_by: author?.name ?? null,
      timestamp: toEventTime(now),
      new_state: next === null ? null : toState(next, facts, segments),
      ...(previous === null ? {} : { previous_state: toState(previous, facts, segments) }),
    },
  };
}

export function toVersionEvent({ uuid, states }: VersionPublication, facts: FlagFacts, author: Author) {
  return {
    type: 'NEW_VERSION_PUBLISHED',
    data: {
      uuid,
      feature: { id: facts.feature.id, name: facts.feature.name },
      published_by: author?.id == null ? null : { id: author.id, email: author.name },
      feature_states: states.map((state) => ({
        enabled: state.enabled,
        value: state.value.value,
        multivariate_feature_state_values: toWeights(state, facts),
      })),
    },
  };
}

function toState(state: EventState, facts: FlagFacts, segments: Segments) {
  const segment = state.segment_id === null ? undefined : segments.get(state.segment_id);
  return {
    feature: facts.feature,
    environment: facts.environment,
    identity: state.identity_id,
    identity_identifier: state.identifier,
    feature_segment: segment === undefined ? null : { segment, priority: state.priority },
    enabled: state.enabled,
    feature_state_value: state.value.value,
    multivariate_feature_state_values: toWeights(state, facts),
  };
}

function toWeights({ weights }: EventState, { options }: FlagFacts) {
  return weights.map(({ id, option_id: optionId, weight }) => ({
    id,
    multivariate_feature_option: { id: optionId, value: options[optionId] ?? null },
    percentage_allocation: weight,
  }));
}
