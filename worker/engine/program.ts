import type { Feature, FeatureState, Outcome } from './outcomes.ts';
import type { Matches } from './regex.ts';
import { PropertyTable } from './properties.ts';
import { compileRules, type Rule, type RuleCompiler } from './rules.ts';
import type { Surroundings } from './subject.ts';

/** A segment; its rules are compiled when it is first asked for. */
export interface Segment {
  readonly index: number;
  /** What splits in its rules hash. */
  readonly key: string;
  readonly name: string;
  readonly metadata: unknown;
  readonly writtenRules: unknown;
  /** Undefined until first asked for; null when it matches nobody. */
  rules: readonly Rule[] | null | undefined;
}

export interface Candidate {
  readonly segment: Segment;
  readonly state: FeatureState;
}

/** A feature whose answer depends on the identity: it has segment overrides, strongest first, or variants. */
export interface Contest {
  readonly feature: Feature;
  readonly standard: FeatureState;
  readonly candidates: readonly Candidate[];
}

/** An environment made ready for evaluation, from a document or from a context. */
export interface Program {
  readonly surroundings: Surroundings;
  readonly propertyField: 'property' | 'property_';
  readonly properties: PropertyTable;
  readonly patterns: Map<string, Matches>;
  readonly features: readonly Feature[];
  readonly segments: readonly Segment[];
  /** The answer of each feature to nobody: no identity, no segments. */
  readonly defaults: readonly Outcome[];
  readonly contests: readonly Contest[];
  /** Every outcome made so far, by index. Identity overrides append theirs when first used. */
  readonly outcomes: Outcome[];
}

/** Collects features, segments and overrides, whichever form they come in, into a program. */
export class ProgramBuilder {
  readonly outcomes: Outcome[] = [];
  readonly features: Feature[] = [];
  private readonly states: FeatureState[] = [];
  private readonly segments: Segment[] = [];
  private readonly indexes = new Map<string, number>();
  private readonly candidates: (Candidate[] | undefined)[] = [];

  /** The feature of that name, or undefined when the environment has none: overrides of it are then ignored. */
  findFeature(name: string): Feature | undefined {
    const index = this.indexes.get(name);
    return index === undefined ? undefined : this.features[index];
  }

  /** Adds a feature, or replaces the one of the same name, whose place it takes. */
  placeFeature(name: string, id: number | null, type: string | null): Feature {
    const index = this.indexes.get(name) ?? this.features.length;
    const feature: Feature = { index, name, id, type };
    this.indexes.set(name, index);
    this.features[index] = feature;
    return feature;
  }

  addDefault(state: FeatureState): void {
    this.states[state.feature.index] = state;
  }

  addSegment(key: string, name: string, metadata: unknown, writtenRules: unknown): Segment {
    const segment: Segment = { index: this.segments.length, key, name, metadata, writtenRules, rules: undefined };
    this.segments.push(segment);
    return segment;
  }

  addOverride(segment: Segment, state: FeatureState): void {
    const index = state.feature.index;
    const known = this.candidates[index];
    if (known === undefined) this.candidates[index] = [{ segment, state }];
    else known.push({ segment, state });
  }

  build(surroundings: Surroundings, propertyField: 'property' | 'property_'): Program {
    return {
      surroundings,
      propertyField,
      properties: new PropertyTable(),
      patterns: new Map(),
      features: this.features,
      segments: this.segments,
      defaults: this.states.map((state) => state.plain),
      contests: this.listContests(),
      outcomes: this.outcomes,
    };
  }

  private listContests(): Contest[] {
    const contests: Contest[] = [];
    for (const standard of this.states) {
      const candidates = this.candidates[standard.feature.index];
      if (candidates === undefined && standard.split === null) continue;
      // The sort is stable, so that the first override seen wins a tie.
      const sorted = candidates?.toSorted((left, right) => compareStrength(left.state.priority, right.state.priority));
      contests.push({ feature: standard.feature, standard, candidates: sorted ?? [] });
    }
    return contests;
  }
}

/** Written without subtraction, because the difference of two missing priorities is not a number. */
function compareStrength(left: number, right: number): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

/** The compiled rules of a segment; null when it matches nobody. */
export function openSegment(program: Program, segment: Segment): readonly Rule[] | null {
  if (segment.rules === undefined) {
    const compiler: RuleCompiler = {
      segmentKey: segment.key,
      patterns: program.patterns,
      properties: program.properties,
      propertyField: program.propertyField,
    };
    segment.rules = compileRules(segment.writtenRules, compiler);
  }
  return segment.rules;
}
