import type { CompiledEnvironment } from './compile-environment.ts';
import type { Outcome } from './outcomes.ts';
import { hashText, joinHashes, type TextHash } from './text-hash.ts';

/** One outcome as JSON text; null when this audience must not see it. Must give the same text every time. */
export type SerialiseOutcome = (outcome: Outcome) => string | null;

/** Some flags that stand side by side, each led by a comma; blank when all are hidden. */
class Run {
  readonly text: string;
  private known: TextHash | null = null;

  constructor(text: string) {
    this.text = text;
  }

  get hash(): TextHash {
    return (this.known ??= hashText(this.text));
  }
}

/** Features whose answer only an identity override can change, followed by one whose answer depends on the identity. */
interface Block {
  readonly start: number;
  /** Position of the contested feature; for the last block, the number of features. */
  readonly end: number;
  /** The features before `end` with their environment defaults. */
  readonly standard: Run;
}

/**
 * Ready-made JSON for the outcomes of one environment and one audience. Each piece of a contested feature starts with the
 * standard text before it, so that a body is put together from as few pieces as there are contested features.
 */
export class FlagPieces {
  private readonly serialise: SerialiseOutcome;
  private readonly defaults: readonly Outcome[];
  private readonly blocks: readonly Block[];
  /** By outcome index; pieces begin with a comma, and are empty when hidden. */
  private readonly pieces: (string | undefined)[];
  private readonly joined: (Run | undefined)[];

  constructor(environment: CompiledEnvironment, serialise: SerialiseOutcome) {
    this.serialise = serialise;
    this.defaults = environment.program.defaults;
    this.pieces = environment.outcomes.map(() => undefined);
    this.joined = environment.outcomes.map(() => undefined);
    const contested = environment.program.contests.map((contest) => contest.feature.index);
    this.blocks = this.createBlocks([...contested, this.defaults.length]);
  }

  private createBlocks(ends: readonly number[]): Block[] {
    return ends.map((end, index) => {
      const start = index === 0 ? 0 : (ends[index - 1] as number) + 1;
      return { start, end, standard: new Run(this.joinPieces(this.defaults, start, end)) };
    });
  }

  /** The JSON array of an evaluation's outcomes, in order, without those hidden from the audience. */
  writeFlags(outcomes: readonly Outcome[]): string {
    let body = '';
    for (const block of this.blocks) {
      const { text } = this.findRun(block, outcomes);
      if (body !== '') body += text;
      else if (text !== '') body = `[${text.slice(1)}`;
    }
    return body === '' ? '[]' : `${body}]`;
  }

  /** A hash of what `writeFlags` answers, which is known without reading it: each run is read once. */
  hashFlags(outcomes: readonly Outcome[]): TextHash {
    return joinHashes(this.blocks.map((block) => this.findRun(block, outcomes).hash));
  }

  /**
   * The texts that `writeFlags` puts together, without blank ones: each is a run of flags and begins with a comma. Whose flags are the same in a
   * block get the same string.
   */
  listRuns(outcomes: readonly Outcome[]): string[] {
    return this.blocks.map((block) => this.findRun(block, outcomes).text).filter((text) => text !== '');
  }

  private findRun(block: Block, outcomes: readonly Outcome[]): Run {
    const { start, end, standard } = block;
    for (let index = start; index < end; index++) {
      if (outcomes[index] !== this.defaults[index]) return new Run(this.joinPieces(outcomes, start, end + 1));
    }
    const outcome = outcomes[end];
    if (outcome === undefined) return standard;
    return (this.joined[outcome.index] ??= new Run([standard.text, this.findPiece(outcome)].join('')));
  }

  private joinPieces(outcomes: readonly Outcome[], start: number, end: number): string {
    return outcomes
      .slice(start, end)
      .map((outcome) => this.findPiece(outcome))
      .join('');
  }

  private findPiece(outcome: Outcome): string {
    const known = this.pieces[outcome.index];
    if (known !== undefined) return known;
    const text = this.serialise(outcome);
    return (this.pieces[outcome.index] = text === null ? '' : `,${text}`);
  }
}
