import { compileProgram } from './compile-context.ts';
import type { EvaluationContext, EvaluationResult, Metadata, SegmentResult } from './context.ts';
import { Evaluation } from './evaluation.ts';
import { FlagResults } from './flag-results.ts';
import type { Program, Segment } from './program.ts';
import { Subject, type Identity } from './subject.ts';
import { isObject } from './values.ts';

/**
 * Evaluates every flag and segment of a context, for its identity if it has one. Never throws, whatever the JSON: what cannot
 * be understood matches nothing.
 */
export function getEvaluationResult(context: EvaluationContext): EvaluationResult {
  const identity: unknown = isObject(context) ? context.identity : null;
  return compileContext(context).evaluate(isObject(identity) ? (identity as unknown as Identity) : null);
}

/** Compiles a context once, ignoring its own identity. Results share their flag objects: treat them as read-only. */
export function compileContext(context: EvaluationContext): CompiledContext {
  return new CompiledContext(compileProgram(context));
}

/** A context without its identity, ready to answer for any number of identities. */
export class CompiledContext {
  private readonly program: Program;
  private readonly evaluation: Evaluation;
  private readonly flags: FlagResults;
  private readonly segments: readonly SegmentResult[];

  constructor(program: Program) {
    this.program = program;
    this.evaluation = new Evaluation(program, new Subject(program.surroundings, null));
    this.flags = new FlagResults(program);
    this.segments = program.segments.map(toSegmentResult);
  }

  /** The result for an identity, or with null for nobody. */
  evaluate(identity: Identity | null): EvaluationResult {
    const { program, evaluation } = this;
    evaluation.begin(new Subject(program.surroundings, identity));
    const segments: SegmentResult[] = [];
    for (let index = 0; index < program.segments.length; index++) {
      if (evaluation.isMember(program.segments[index] as Segment)) segments.push(this.segments[index] as SegmentResult);
    }
    return { flags: this.flags.collect(evaluation.chooseOutcomes()), segments };
  }
}

function toSegmentResult({ name, metadata }: Segment): SegmentResult {
  const isFilled = isObject(metadata) && Object.keys(metadata).length > 0;
  return isFilled ? { name, metadata: metadata as Metadata } : { name };
}
