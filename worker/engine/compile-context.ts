import type { EvaluationContext } from './context.ts';
import { createFeatureState, type Feature, type FeatureState, type Source, type Variant } from './outcomes.ts';
import { ProgramBuilder, type Program } from './program.ts';
import { toKey } from './subject.ts';
import { isObject, listObjects, type JsonObject } from './values.ts';

/** Makes an evaluation context ready for evaluation. Its identity is left out: a program serves any number of them. */
export function compileProgram(context: EvaluationContext): Program {
  const raw: JsonObject = isObject(context) ? context : {};
  const builder = new ProgramBuilder();
  for (const [name, feature] of entriesOf(raw['features'])) addFeature(builder, name, feature);
  for (const [key, segment] of entriesOf(raw['segments'])) addSegment(builder, key, segment);
  const environment = isObject(raw['environment']) ? raw['environment'] : {};
  const members = () => raw;
  return builder.build({ key: toKey(environment['key']) ?? '', name: environment['name'], members }, 'property');
}

function entriesOf(map: unknown): [string, JsonObject][] {
  if (!isObject(map)) return [];
  return Object.entries(map).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
}

function addFeature(builder: ProgramBuilder, mapKey: string, raw: JsonObject): void {
  const name = typeof raw['name'] === 'string' ? raw['name'] : mapKey;
  const feature = builder.placeFeature(name, null, null);
  builder.addDefault(readState(builder, feature, raw, { kind: 'default', featureStateUuid: null }));
}

function addSegment(builder: ProgramBuilder, mapKey: string, raw: JsonObject): void {
  const key = toKey(raw['key']) ?? mapKey;
  const name = typeof raw['name'] === 'string' ? raw['name'] : key;
  const segment = builder.addSegment(key, name, raw['metadata'], raw['rules']);
  const source: Source = { kind: 'segment', featureStateUuid: null, segmentId: null, segmentName: name };
  for (const override of listObjects(raw['overrides'])) {
    const feature = typeof override['name'] === 'string' ? builder.findFeature(override['name']) : undefined;
    if (feature !== undefined) builder.addOverride(segment, readState(builder, feature, override, source));
  }
}

function readState(builder: ProgramBuilder, feature: Feature, raw: JsonObject, source: Source): FeatureState {
  const fields = {
    feature,
    key: toKey(raw['key']) ?? '',
    enabled: raw['enabled'],
    value: raw['value'],
    variants: listObjects(raw['variants']).map(readVariant),
    priority: raw['priority'],
    metadata: raw['metadata'],
    source,
  };
  return createFeatureState(fields, builder.outcomes);
}

function readVariant(raw: JsonObject): Variant {
  const { key, weight, priority } = raw;
  const ranked = typeof priority === 'number' || typeof priority === 'bigint';
  return {
    value: raw['value'],
    key: typeof key === 'string' ? key : null,
    weight: typeof weight === 'number' ? weight : 0,
    priority: ranked ? priority : Number.POSITIVE_INFINITY,
  };
}
