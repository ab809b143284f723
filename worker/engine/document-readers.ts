import type { Variant } from './outcomes.ts';
import { toKey } from './subject.ts';
import { isObject, listObjects, type JsonObject } from './values.ts';

/** Total readers for the objects of an environment document: anything missing or wrong has a defined meaning. */

/** The name of the feature that a feature state belongs to; its id as text when it has no name. */
export function readFeatureName(state: JsonObject): string {
  const feature = isObject(state['feature']) ? state['feature'] : {};
  return typeof feature['name'] === 'string' ? feature['name'] : (toKey(feature['id']) ?? '');
}

/** The uuid of a feature state, or null. */
export function readUuid(state: JsonObject): string | null {
  const uuid = state['featurestate_uuid'];
  return typeof uuid === 'string' ? uuid : null;
}

/** What splits of a feature state hash: the lineage's seed, or without one the uuid. */
export function readStateKey(state: JsonObject): string {
  return toKey(state['django_id']) ?? readUuid(state) ?? '';
}

/** The priority of a segment override; undefined, which is weakest, when it has none. */
export function readPriority(state: JsonObject): unknown {
  const segment = state['feature_segment'];
  return isObject(segment) ? segment['priority'] : undefined;
}

/** The variants of a feature state, in the order written. */
export function readVariants(state: JsonObject): Variant[] {
  return listObjects(state['multivariate_feature_state_values']).map(readVariant);
}

function readVariant(raw: JsonObject): Variant {
  const option = isObject(raw['multivariate_feature_option']) ? raw['multivariate_feature_option'] : {};
  const weight = raw['percentage_allocation'];
  return {
    value: option['value'],
    key: typeof option['key'] === 'string' ? option['key'] : null,
    weight: typeof weight === 'number' ? weight : 0,
    priority: readVariantPriority(raw),
  };
}

const UUID = /^[0-9a-f]{32}$/i;

/** compat: by id, or without one by the uuid as a 128-bit number. */
function readVariantPriority(raw: JsonObject): number | bigint {
  if (typeof raw['id'] === 'number') return raw['id'];
  const uuid = raw['mv_fs_value_uuid'];
  const digits = typeof uuid === 'string' ? uuid.replaceAll('-', '') : '';
  return UUID.test(digits) ? BigInt(`0x${digits}`) : Number.POSITIVE_INFINITY;
}

/** The key and name of a segment: its id as text, and the name or, without one, the key. */
export function readSegmentNames(segment: JsonObject): { readonly key: string; readonly name: string } {
  const key = toKey(segment['id']) ?? '';
  return { key, name: typeof segment['name'] === 'string' ? segment['name'] : key };
}
