import type { EnvironmentDocument } from './document.ts';
import {
  readFeatureName,
  readPriority,
  readSegmentNames,
  readStateKey,
  readUuid,
  readVariants,
} from './document-readers.ts';
import { Evaluation } from './evaluation.ts';
import { createFeatureState, type Feature, type FeatureState, type Outcome, type Source } from './outcomes.ts';
import { ProgramBuilder, type Program } from './program.ts';
import { toContext } from './context-from-document.ts';
import { Subject, toKey } from './subject.ts';
import { isObject, listObjects, type JsonObject } from './values.ts';

/** An environment document made ready for evaluation; holds on to the document. */
export interface CompiledEnvironment {
  readonly program: Program;
  readonly evaluation: Evaluation;
  readonly features: readonly Feature[];
  /** Every outcome made so far, by index; identity overrides append theirs when their identity is first evaluated. */
  readonly outcomes: readonly Outcome[];
  /** Feature states that override everything else for one identity; empty for most. */
  readonly findOverrides: (identifier: string) => readonly FeatureState[];
}

/** Compiles a document. Cheap: rules, patterns and identity overrides are made ready when an evaluation first needs them. */
export function compileEnvironment(document: EnvironmentDocument): CompiledEnvironment {
  const raw: JsonObject = isObject(document) ? document : {};
  const builder = new ProgramBuilder();
  for (const state of listObjects(raw['feature_states'])) addDefault(builder, state);
  const project = isObject(raw['project']) ? raw['project'] : {};
  for (const segment of listObjects(project['segments'])) addSegment(builder, segment);
  const members = () => toContext(document);
  const program = builder.build({ key: toKey(raw['api_key']) ?? '', name: raw['name'], members }, 'property_');
  const overrides = new IdentityOverrides(builder, raw['identity_overrides']);
  return {
    program,
    evaluation: new Evaluation(program, new Subject(program.surroundings, null)),
    features: program.features,
    outcomes: program.outcomes,
    findOverrides: (identifier) => overrides.find(identifier),
  };
}

/** Identity overrides by identifier. */
class IdentityOverrides {
  private readonly builder: ProgramBuilder;
  private readonly written = new Map<string, JsonObject[]>();
  private readonly compiled = new Map<string, readonly FeatureState[]>();

  constructor(builder: ProgramBuilder, overrides: unknown) {
    this.builder = builder;
    for (const override of listObjects(overrides)) {
      const identifier = override['identifier'];
      if (typeof identifier !== 'string') continue;
      const known = this.written.get(identifier);
      if (known === undefined) this.written.set(identifier, [override]);
      else known.push(override);
    }
  }

  find(identifier: string): readonly FeatureState[] {
    const written = this.written.get(identifier);
    if (written === undefined) return NO_STATES;
    const known = this.compiled.get(identifier);
    if (known !== undefined) return known;
    const states = this.compile(identifier, written);
    this.compiled.set(identifier, states);
    return states;
  }

  private compile(identifier: string, written: readonly JsonObject[]): FeatureState[] {
    const states = new Map<number, FeatureState>();
    for (const raw of written.flatMap((override) => listObjects(override['identity_features']))) {
      const feature = this.builder.findFeature(readFeatureName(raw));
      if (feature === undefined || states.has(feature.index)) continue;
      const source: Source = { kind: 'identity', featureStateUuid: readUuid(raw), identifier };
      states.set(feature.index, readState(this.builder, feature, raw, source));
    }
    return [...states.values()];
  }
}

const NO_STATES: readonly FeatureState[] = [];

function addDefault(builder: ProgramBuilder, raw: JsonObject): void {
  const described = isObject(raw['feature']) ? raw['feature'] : {};
  const { id, type } = described;
  const feature = builder.placeFeature(
    readFeatureName(raw),
    typeof id === 'number' ? id : null,
    typeof type === 'string' ? type : null,
  );
  builder.addDefault(readState(builder, feature, raw, { kind: 'default', featureStateUuid: readUuid(raw) }));
}

function addSegment(builder: ProgramBuilder, raw: JsonObject): void {
  const { key, name: segmentName } = readSegmentNames(raw);
  const segmentId = typeof raw['id'] === 'number' ? raw['id'] : null;
  const segment = builder.addSegment(key, segmentName, undefined, raw['rules']);
  for (const state of listObjects(raw['feature_states'])) {
    const feature = builder.findFeature(readFeatureName(state));
    if (feature === undefined) continue;
    const source: Source = { kind: 'segment', featureStateUuid: readUuid(state), segmentId, segmentName };
    builder.addOverride(segment, readState(builder, feature, state, source));
  }
}

function readState(builder: ProgramBuilder, feature: Feature, raw: JsonObject, source: Source): FeatureState {
  const fields = {
    feature,
    key: readStateKey(raw),
    enabled: raw['enabled'],
    value: raw['feature_state_value'],
    variants: readVariants(raw),
    priority: readPriority(raw),
    metadata: undefined,
    source,
  };
  return createFeatureState(fields, builder.outcomes);
}
