import type { FlagResult, Metadata } from './context.ts';
import type { Outcome } from './outcomes.ts';
import type { Program } from './program.ts';
import { describeReason } from './reasons.ts';

/** V8 keeps an object of up to 128 added properties in a form whose copy is a copy of memory. */
const MAX_TEMPLATE = 128;

/**
 * The flag map of a result. Filling it costs as much as the whole evaluation, hence two ways: small maps are copied from one with
 * the defaults and corrected, large ones are filled as a dictionary from the start.
 */
export class FlagResults {
  private readonly program: Program;
  private readonly known: (FlagResult | undefined)[];
  private readonly template: Readonly<Record<string, FlagResult>> | null;

  constructor(program: Program) {
    this.program = program;
    this.known = program.outcomes.map(() => undefined);
    this.template = program.features.length <= MAX_TEMPLATE ? this.createTemplate() : null;
  }

  private createTemplate(): Record<string, FlagResult> {
    return Object.fromEntries(this.program.defaults.map((outcome) => [outcome.feature.name, this.find(outcome)]));
  }

  /** The flags of an evaluation by feature name, whose flag objects are shared with other results. */
  collect(outcomes: readonly Outcome[]): Record<string, FlagResult> {
    return this.template === null ? this.fill(outcomes) : this.correct({ ...this.template }, outcomes);
  }

  /** `__proto__` is safe as a name here: the template has it as an own property. */
  private correct(flags: Record<string, FlagResult>, outcomes: readonly Outcome[]): Record<string, FlagResult> {
    const { contests, defaults } = this.program;
    for (let index = 0; index < contests.length; index++) {
      const place = contests[index]?.feature.index as number;
      const outcome = outcomes[place] as Outcome;
      if (outcome !== defaults[place]) flags[outcome.feature.name] = this.find(outcome);
    }
    return flags;
  }

  /** An object without prototype is a dictionary, in which `__proto__` is a name like any other. */
  private fill(outcomes: readonly Outcome[]): Record<string, FlagResult> {
    const flags: Record<string, FlagResult> = Object.create(null);
    for (let index = 0; index < outcomes.length; index++) {
      const outcome = outcomes[index] as Outcome;
      flags[outcome.feature.name] = this.find(outcome);
    }
    return Object.setPrototypeOf(flags, Object.prototype);
  }

  private find(outcome: Outcome): FlagResult {
    return this.known[outcome.index] ?? (this.known[outcome.index] = toFlagResult(outcome));
  }
}

function toFlagResult(outcome: Outcome): FlagResult {
  const { feature, enabled, value, variant, metadata } = outcome;
  const flag = { name: feature.name, enabled, value, reason: describeReason(outcome.reason), variant };
  return metadata === undefined ? flag : { ...flag, metadata: metadata as Metadata };
}
