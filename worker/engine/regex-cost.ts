import type { Repeat } from './regex-syntax.ts';

const MAX_NATIVE_PATTERN = 200;
const MAX_BRANCHES = 16;
const MAX_FIXED_REPEAT = 100;

/**
 * Decides whether a backtracking engine, anchored at the start, stays linear in the subject: at most one unbounded
 * repeat, no repeated group, and few enough combinations of alternatives. JavaScript's own RegExp answers ten times faster
 * than RE2 in JavaScript, so patterns that pass run there.
 */
export class RegexCost {
  private linear: boolean;
  private unbounded = 0;
  private branches = 1;
  private alternatives = 1;
  private readonly open: number[] = [];

  constructor(patternLength: number) {
    this.linear = patternLength <= MAX_NATIVE_PATTERN;
  }

  isLinear(): boolean {
    return this.linear && this.unbounded <= 1 && this.branches <= MAX_BRANCHES;
  }

  refuse(): void {
    this.linear = false;
  }

  addAlternative(): void {
    this.alternatives += 1;
  }

  openGroup(): void {
    this.open.push(this.alternatives);
    this.alternatives = 1;
  }

  closeGroup(): void {
    this.closeAlternation();
    this.alternatives = this.open.pop() ?? 1;
  }

  closeAlternation(): void {
    this.branches *= this.alternatives;
  }

  addRepeat(repeat: Repeat, ofGroup: boolean): void {
    if (ofGroup || (repeat.max ?? repeat.min) > MAX_FIXED_REPEAT) this.linear = false;
    else if (repeat.max === null) this.unbounded += 1;
    else this.branches *= repeat.max - repeat.min + 1;
  }
}
