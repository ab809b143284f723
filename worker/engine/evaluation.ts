import { chooseOutcome, type Outcome } from './outcomes.ts';
import { openSegment, type Contest, type Program, type Segment } from './program.ts';
import type { Property } from './properties.ts';
import { matchRules, type ValueReader } from './rules.ts';
import type { Subject } from './subject.ts';
import type { Scalar } from './values.ts';

const UNKNOWN = 0;
const OUTSIDE = 1;
const MEMBER = 2;

/** One evaluation: remembers each property value and each segment's answer, so that neither is worked out twice. */
export class Evaluation implements ValueReader {
  private readonly program: Program;
  private readonly subject: Subject;
  private readonly values: (Scalar | undefined)[] = [];
  private readonly membership: Uint8Array;

  constructor(program: Program, subject: Subject) {
    this.program = program;
    this.subject = subject;
    this.membership = new Uint8Array(program.segments.length);
  }

  readValue(slot: number): Scalar {
    const known = this.values[slot];
    if (known !== undefined) return known;
    const value = this.subject.read(this.program.properties.list[slot] as Property);
    while (this.values.length <= slot) this.values.push(undefined);
    this.values[slot] = value;
    return value;
  }

  /** Whether the subject belongs to a segment. */
  isMember(segment: Segment): boolean {
    const known = this.membership[segment.index];
    if (known !== UNKNOWN) return known === MEMBER;
    const rules = openSegment(this.program, segment);
    const matched = rules !== null && matchRules(rules, this);
    this.membership[segment.index] = matched ? MEMBER : OUTSIDE;
    return matched;
  }

  /** The outcome of every feature, in order; only segments that an answer depends on are looked at. */
  chooseOutcomes(): Outcome[] {
    const chosen = this.program.defaults.slice();
    for (const contest of this.program.contests) chosen[contest.feature.index] = this.decide(contest);
    return chosen;
  }

  private decide(contest: Contest): Outcome {
    for (const { segment, state } of contest.candidates) {
      if (this.isMember(segment)) return chooseOutcome(state, this.subject.key);
    }
    return chooseOutcome(contest.standard, this.subject.key);
  }
}
