import { toEventBody, toEventTime } from './event-body.ts';

/** An event of the kind that the scope's webhooks get, about things that do not exist. */
export function toSample(scope: 'organisation' | 'environment', now: Date): string {
  if (scope === 'organisation') return toEventBody('AUDIT_LOG_CREATED', sampleLog(now));
  const state = (enabled: boolean) => ({
    feature: {
      id: 1,
      created_date: toEventTime(now),
      default_enabled: false,
      description: 'A sample',
      initial_value: null,
      name: 'sample_feature',
      project: { id: 1, name: 'Sample project' },
      type: 'STANDARD',
    },
    environment: { id: 1, name: 'Sample environment' },
    identity: null,
    identity_identifier: null,
    feature_segment: null,
    enabled,
    feature_state_value: null,
    multivariate_feature_state_values: [],
  });
  return toEventBody('FLAG_UPDATED', {
    changed_by: 'somebody@example.com',
    timestamp: toEventTime(now),
    new_state: state(true),
    previous_state: state(false),
  });
}

function sampleLog(now: Date) {
  return {
    id: 1,
    created_date: now.toISOString(),
    log: 'Flag updated (state): sample_feature',
    author: null,
    master_api_key: null,
    environment: null,
    project: null,
    related_object_id: 1,
    related_object_uuid: null,
    related_object_type: 'FEATURE_STATE',
    is_system_event: false,
  };
}
