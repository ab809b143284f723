import {
  PUBLISHED_SCHEMA,
  type PublishedEnvironment,
  type PublishedTombstone,
} from '../../contract/published-environment.ts';
import { isIntact } from '../../core/checked-json.ts';

export type PublishedRecord = PublishedEnvironment | PublishedTombstone;

/**
 * Reads a published record from text that may be stale, damaged, cut short or meant for another environment. Null unless its
 * checksum holds, it parses, its schema is known, it belongs to the environment and its version is at least the one held. The
 * publisher has already checked the whole shape.
 */
export function acceptRecord(text: string, environmentId: number, heldVersion: number): PublishedRecord | null {
  if (!isIntact(text)) return null;
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(record) || record['schema'] !== PUBLISHED_SCHEMA) return null;
  if (record['environment_id'] !== environmentId) return null;
  const version = record['version'];
  if (typeof version !== 'number' || version < heldVersion) return null;
  if (record['gone'] === true) return record as PublishedTombstone;
  return isWholeEnvironment(record, environmentId) ? (record as PublishedEnvironment) : null;
}

function isWholeEnvironment(record: Record<string, unknown>, environmentId: number): boolean {
  const document = record['document'];
  if (!isObject(document) || document['id'] !== environmentId || typeof document['api_key'] !== 'string') return false;
  const project = document['project'];
  return (
    ['server_keys', 'features', 'feature_states'].every((list) => Array.isArray(record[list])) &&
    ['feature_states', 'identity_overrides'].every((list) => Array.isArray(document[list])) &&
    isObject(project) &&
    Array.isArray(project['segments']) &&
    isObject(project['organisation'])
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
