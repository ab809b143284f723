import type { EvaluationContext } from './context.ts';
import type { EnvironmentDocument } from './document.ts';
import { readFeatureName, readPriority, readSegmentNames, readStateKey, readVariants } from './document-readers.ts';
import { MAX_RULE_DEPTH } from './rules.ts';
import { isObject, listObjects, type JsonObject } from './values.ts';

/**
 * The evaluation context, without identity, that says the same as an environment document. Identity overrides are left out:
 * a context has no place for them other than made-up segments.
 */
export function toContext(document: EnvironmentDocument): EvaluationContext {
  const raw: JsonObject = isObject(document) ? document : {};
  const project = isObject(raw['project']) ? raw['project'] : {};
  const features = listObjects(raw['feature_states']).map(toFeature);
  const segments = listObjects(project['segments']).map(toSegment);
  const context = {
    environment: { key: raw['api_key'], name: raw['name'] },
    features: Object.fromEntries(features.map((feature) => [feature.name, feature])),
    segments: Object.fromEntries(segments.map((segment) => [segment.key, segment])),
  };
  return context as unknown as EvaluationContext;
}

function toFeature(raw: JsonObject) {
  const priority = readPriority(raw);
  return {
    key: readStateKey(raw),
    name: readFeatureName(raw),
    enabled: raw['enabled'],
    value: raw['feature_state_value'],
    variants: readVariants(raw),
    ...(priority === undefined ? {} : { priority }),
  };
}

function toSegment(raw: JsonObject) {
  return {
    ...readSegmentNames(raw),
    rules: listObjects(raw['rules']).map((rule) => toRule(rule, 1)),
    overrides: listObjects(raw['feature_states']).map(toFeature),
  };
}

/** One level deeper than evaluation accepts is enough to have the segment refused there too. */
function toRule(raw: JsonObject, depth: number): JsonObject {
  const rules = depth > MAX_RULE_DEPTH ? [] : listObjects(raw['rules']);
  return {
    type: raw['type'],
    conditions: listObjects(raw['conditions']).map(toCondition),
    rules: rules.map((rule) => toRule(rule, depth + 1)),
  };
}

function toCondition(raw: JsonObject): JsonObject {
  return { property: raw['property_'], operator: raw['operator'], value: raw['value'] };
}
