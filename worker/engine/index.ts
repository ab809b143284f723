/** The door of the engine: pure, total evaluation of flags. Everything else here is private to it. */
export type * from './context.ts';
export type { EnvironmentDocument } from './document.ts';
export { compileEnvironment, type CompiledEnvironment } from './compile-environment.ts';
export { toContext } from './context-from-document.ts';
export { compileContext, getEvaluationResult, type CompiledContext } from './evaluate-context.ts';
export { evaluateEnvironment, evaluateIdentity, listMemberships } from './evaluate-environment.ts';
export { explainIdentity, type FlagTrace, type IdentityTrace, type SplitTrace } from './explain.ts';
export type { ConditionTrace, RuleTrace, SegmentTrace } from './explain-segment.ts';
export { percentageOf } from './hashing.ts';
export type { Feature, Outcome, Source } from './outcomes.ts';
export { FlagPieces, type SerialiseOutcome } from './pieces.ts';
export { describeReason, type Reason } from './reasons.ts';
export { checkPattern, compilePattern } from './regex.ts';
export { hashText, joinHashes, writeHash, type TextHash } from './text-hash.ts';
export type { Identity, TraitEntry, Traits } from './subject.ts';
