/** Runs work one at a time. Who asks during a run gets the next one, together with all others who ask before it begins. */
export class SharedRuns {
  readonly #work: () => Promise<void>;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** True if a run that has been asked for has not begun. */
  get isWaiting(): boolean {
    return this.#next !== null;
  }

  /** Resolves or rejects with a run that begins after this call. */
  run(): Promise<void> {
    if (this.#next !== null) return this.#next;
    const next = this.#running.then(() => {
      this.#next = null;
      return this.#work();
    });
    this.#next = next;
    this.#running = next.catch(() => undefined);
    return next;
  }
}
