/** Raised instead of trying a dependency that has just failed several times in a row. */
export class CircuitOpen extends Error {
  constructor(what: string) {
    super(`${what} is not being tried: its last calls failed`);
    this.name = 'CircuitOpen';
  }
}

const FAILURES_TO_OPEN = 3;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/**
 * Stops calling a dependency after three failures in a row, then lets one call through after a pause that doubles from
 * 0.5 s to 8 s. A frozen database then costs its time limit once a pause, not once a request.
 */
export class CircuitBreaker {
  readonly #what: string;
  readonly #now: () => number;
  #failures = 0;
  #retryAt = 0;
  #probing = false;

  constructor(what: string, now: () => number = Date.now) {
    this.#what = what;
    this.#now = now;
  }

  async run<T>(call: () => Promise<T>, isFailure: (error: unknown) => boolean = () => true): Promise<T> {
    const open = this.#failures >= FAILURES_TO_OPEN;
    if (open && (this.#probing || this.#now() < this.#retryAt)) throw new CircuitOpen(this.#what);
    this.#probing = open;
    try {
      const result = await call();
      this.#failures = 0;
      return result;
    } catch (error) {
      if (isFailure(error)) this.#recordFailure();
      else this.#failures = 0;
      throw error;
    } finally {
      this.#probing = false;
    }
  }

  #recordFailure(): void {
    this.#failures += 1;
    const doublings = Math.min(10, Math.max(0, this.#failures - FAILURES_TO_OPEN));
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** doublings);
    this.#retryAt = this.#now() + pause * (0.75 + Math.random() / 2);
  }
}
