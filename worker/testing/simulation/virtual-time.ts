/** Chains of promises between two steps are shorter than this. */
const MICROTASKS = 30;

const settled = Promise.resolve();

type Step = { time: number; order: number; work: () => void };

/** Time in whole milliseconds that only goes on when the work of a moment is done, and chance that comes from a seed. */
export class VirtualTime {
  now = 0;
  readonly random: () => number;
  readonly #steps: Step[] = [];
  #order = 0;

  constructor(seed: number) {
    this.random = mulberry32(seed);
  }

  at(time: number, work: () => void): void {
    const step = { time: Math.max(Math.ceil(time), this.now), order: (this.#order += 1), work };
    let low = 0;
    for (let high = this.#steps.length; low < high;) {
      const middle = (low + high) >> 1;
      if (isAfter(this.#steps[middle] ?? step, step)) low = middle + 1;
      else high = middle;
    }
    this.#steps.splice(low, 0, step);
  }

  async runUntil(end: number): Promise<void> {
    for (let step = this.#steps.at(-1); step !== undefined && step.time <= end; step = this.#steps.at(-1)) {
      this.#steps.pop();
      this.now = step.time;
      step.work();
      for (let turn = 0; turn < MICROTASKS; turn += 1) await settled;
    }
    this.now = end;
  }
}

/** Later steps lie in front, so that the next one is taken from the end. */
function isAfter(one: Step, other: Step): boolean {
  return one.time === other.time ? one.order > other.order : one.time > other.time;
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
