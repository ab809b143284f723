import type { FeatureSegment, ListedFeatureSegment } from '../../contract/feature-segments.ts';
import type { FeatureSegmentRow } from './feature-segments.queries.ts';

export function toFeatureSegment(row: FeatureSegmentRow): FeatureSegment {
  return {
    id: row.id,
    uuid: row.uuid,
    feature: row.feature_id,
    segment: row.segment_id,
    environment: row.environment_id,
    priority: row.priority,
  };
}

export function toListedFeatureSegment(row: FeatureSegmentRow): ListedFeatureSegment {
  return {
    id: row.id,
    uuid: row.uuid,
    segment: row.segment_id,
    priority: row.priority,
    environment: row.environment_id,
    segment_name: row.segment_name,
    is_feature_specific: row.is_feature_specific,
  };
}
