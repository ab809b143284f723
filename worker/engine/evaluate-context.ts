import { compileProgram } from './compile-context.ts';
import type { EvaluationContext, EvaluationResult, FlagResult, Metadata, SegmentResult } from './context.ts';
import { Evaluation } from './evaluation.ts';
import type { Outcome } from './outcomes.ts';
import type { Program, Segment } from './program.ts';
import { describeReason } from './reasons.ts';
import { Subject, type Identity } from './subject.ts';
import { isObject } from './values.ts';

/** A context without its identity, ready to answer for any number of identities (null: for nobody). */
export interface CompiledContext {
  readonly evaluate: (identity: Identity | null) => EvaluationResult;
}

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
  const program = compileProgram(context);
  const flags = new FlagResults(program);
  const segments = program.segments.map(toSegmentResult);
  return {
    evaluate(identity) {
      const evaluation = new Evaluation(program, new Subject(program.surroundings, identity));
      const members = segments.filter((_, index) => evaluation.isMember(program.segments[index] as Segment));
      return { flags: flags.collect(evaluation.chooseOutcomes()), segments: members };
    },
  };
}

/** Flag results by outcome, made when first needed. */
class FlagResults {
  private readonly known: (FlagResult | undefined)[] = [];
  private readonly program: Program;

  constructor(program: Program) {
    this.program = program;
  }

  collect(outcomes: readonly Outcome[]): Record<string, FlagResult> {
    const flags: Record<string, FlagResult> = {};
    for (const outcome of outcomes) setOwn(flags, outcome.feature.name, this.find(outcome));
    return flags;
  }

  private find(outcome: Outcome): FlagResult {
    const known = this.known[outcome.index];
    if (known !== undefined) return known;
    while (this.known.length < this.program.outcomes.length) this.known.push(undefined);
    return (this.known[outcome.index] = toFlagResult(outcome));
  }
}

function setOwn(flags: Record<string, FlagResult>, name: string, flag: FlagResult): void {
  if (name !== '__proto__') flags[name] = flag;
  else Object.defineProperty(flags, name, { value: flag, configurable: true, enumerable: true, writable: true });
}

function toFlagResult(outcome: Outcome): FlagResult {
  const { feature, enabled, value, variant, metadata } = outcome;
  const flag = { name: feature.name, enabled, value, reason: describeReason(outcome.reason), variant };
  return metadata === undefined ? flag : { ...flag, metadata: metadata as Metadata };
}

function toSegmentResult({ name, metadata }: Segment): SegmentResult {
  const isFilled = isObject(metadata) && Object.keys(metadata).length > 0;
  return isFilled ? { name, metadata: metadata as Metadata } : { name };
}
