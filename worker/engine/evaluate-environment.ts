import type { CompiledEnvironment } from './compile-environment.ts';
import { chooseOutcome, type Outcome } from './outcomes.ts';
import type { Segment } from './program.ts';
import { Subject, type Identity } from './subject.ts';

/** The environment defaults of every feature, in the document's order: control values, no segments. Do not change the list. */
export function evaluateEnvironment(environment: CompiledEnvironment): readonly Outcome[] {
  return environment.program.defaults;
}

/**
 * The outcome of every feature for an identity, in the document's order: identity override, else the strongest override of a
 * segment it belongs to, else the environment default. Segments without overrides are not looked at. Never throws.
 */
export function evaluateIdentity(environment: CompiledEnvironment, identity: Identity): Outcome[] {
  const subject = new Subject(environment.program.surroundings, identity);
  environment.evaluation.begin(subject);
  const outcomes = environment.evaluation.chooseOutcomes();
  for (const state of environment.findOverrides(identity.identifier)) {
    outcomes[state.feature.index] = chooseOutcome(state, subject.key);
  }
  return outcomes;
}

/** Every segment of the document with whether the identity belongs to it, also those that change nothing. Never throws. */
export function listMemberships(
  environment: CompiledEnvironment,
  identity: Identity,
): { segment: Pick<Segment, 'key' | 'name'>; isMember: boolean }[] {
  const { program, evaluation } = environment;
  evaluation.begin(new Subject(program.surroundings, identity));
  return program.segments.map((segment) => ({ segment, isMember: evaluation.isMember(segment) }));
}
