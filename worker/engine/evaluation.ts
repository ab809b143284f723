import { chooseOutcome, type Outcome } from './outcomes.ts';
import { openSegment, type Contest, type Program, type Segment } from './program.ts';
import type { Property } from './properties.ts';
import { matchRules, type ValueReader } from './rules.ts';
import type { Subject } from './subject.ts';
import type { Scalar } from './values.ts';

const UNKNOWN = 0;
const OUTSIDE = 1;
const MEMBER = 2;

/**
 * Evaluates one subject after another: remembers each property value and each segment's answer until the next begins, so
 * that neither is worked out twice. Evaluation never waits, so one of these serves a whole program.
 */
export class Evaluation implements ValueReader {
  private readonly program: Program;
  private subject: Subject;
  private readonly values: (Scalar | undefined)[] = [];
  private readonly membership: Uint8Array;

  constructor(program: Program, subject: Subject) {
    this.program = program;
    this.subject = subject;
    this.membership = new Uint8Array(program.segments.length);
  }

  /** Forgets the last subject and turns to the next. */
  begin(subject: Subject): void {
    this.subject = subject;
    const { values, membership } = this;
    for (let slot = 0; slot < values.length; slot++) values[slot] = undefined;
    for (let index = 0; index < membership.length; index++) membership[index] = UNKNOWN;
  }

  readValue(slot: number): Scalar {
    const known = this.values[slot];
    return known === undefined ? this.lookUp(slot) : known;
  }

  private lookUp(slot: number): Scalar {
    const value = this.subject.read(this.program.properties.list[slot] as Property);
    while (this.values.length <= slot) this.values.push(undefined);
    this.values[slot] = value;
    return value;
  }

  /** Whether the subject belongs to a segment. */
  isMember(segment: Segment): boolean {
    const known = this.membership[segment.index];
    if (known !== UNKNOWN) return known === MEMBER;
    const rules = segment.rules === undefined ? openSegment(this.program, segment) : segment.rules;
    const matched = rules !== null && matchRules(rules, this);
    this.membership[segment.index] = matched ? MEMBER : OUTSIDE;
    return matched;
  }

  /** The outcome of every feature, in order; only segments that an answer depends on are looked at. */
  chooseOutcomes(): Outcome[] {
    const chosen = this.program.defaults.slice();
    const contests = this.program.contests;
    for (let index = 0; index < contests.length; index++) {
      const contest = contests[index] as Contest;
      chosen[contest.feature.index] = this.decide(contest);
    }
    return chosen;
  }

  private decide(contest: Contest): Outcome {
    for (const { segment, state } of contest.candidates) {
      if (this.isMember(segment)) return chooseOutcome(state, this.subject.key);
    }
    return chooseOutcome(contest.standard, this.subject.key);
  }
}
