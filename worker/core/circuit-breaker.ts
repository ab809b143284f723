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
/** A call let through may never end, because its request died with its client; then another one is let through. */
const TRIAL_LIMIT_MS = 12_000;

/**
 * Stops calling a dependency after three failures in a row, then lets one call through after a pause that doubles from
 * 0.5 s to 8 s. A frozen database then costs its time limit once a pause, not once a request.
 */
export class CircuitBreaker {
  readonly #what: string;
  readonly #now: () => number;
  #failures = 0;
  #openings = 0;
  #retryAt = 0;

  constructor(what: string, now: () => number = Date.now) {
    this.#what = what;
    this.#now = now;
  }

  async run<T>(call: () => Promise<T>, isFailure: (error: unknown) => boolean = () => true): Promise<T> {
    const isTrial = this.#isOpen();
    if (isTrial) this.#beginTrial();
    try {
      const result = await call();
      this.#failures = 0;
      return result;
    } catch (error) {
      if (!isFailure(error)) this.#failures = 0;
      // Calls that began before the breaker opened tell nothing new when they fail too.
      else if (isTrial || !this.#isOpen()) this.#recordFailure();
      throw error;
    }
  }

  /** Whether it is open, and how often it has opened. */
  read(): { isOpen: boolean; openings: number } {
    return { isOpen: this.#isOpen(), openings: this.#openings };
  }

  #isOpen(): boolean {
    return this.#failures >= FAILURES_TO_OPEN;
  }

  #beginTrial(): void {
    const now = this.#now();
    const wait = this.#retryAt - now;
    // A clock that was set back must not make the pause longer.
    if (wait > 0 && wait <= TRIAL_LIMIT_MS) throw new CircuitOpen(this.#what);
    this.#retryAt = now + TRIAL_LIMIT_MS;
  }

  #recordFailure(): void {
    this.#failures += 1;
    if (this.#failures === FAILURES_TO_OPEN) this.#openings += 1;
    const doublings = Math.min(10, this.#failures - FAILURES_TO_OPEN);
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, doublings));
    this.#retryAt = this.#now() + pause * (0.75 + Math.random() / 2);
  }
}
