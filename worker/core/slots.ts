type Holder = { since: number };

/** Raised when no slot came free in time. */
export class NoSlot extends Error {
  constructor(what: string) {
    super(`too much waits for ${what}`);
    this.name = 'NoSlot';
  }
}

/**
 * Lets at most `size` pieces of work run at once; others wait their turn for at most `patienceMs`. A request that dies with its client
 * never gives its slot back, so a slot counts as free after `abandonedMs`.
 */
export class Slots {
  readonly #what: string;
  readonly #size: number;
  readonly #patienceMs: number;
  readonly #abandonedMs: number;
  readonly #holders = new Set<Holder>();
  readonly #waiting = new Set<() => void>();

  constructor(what: string, size: number, patienceMs: number, abandonedMs: number) {
    this.#what = what;
    this.#size = size;
    this.#patienceMs = patienceMs;
    this.#abandonedMs = abandonedMs;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#hasRoom()) await this.#waitForTurn();
    const holder = { since: Date.now() };
    this.#holders.add(holder);
    try {
      return await work();
    } finally {
      this.#holders.delete(holder);
      this.#wakeNext();
    }
  }

  #hasRoom(): boolean {
    const now = Date.now();
    for (const holder of this.#holders) {
      if (Math.abs(now - holder.since) > this.#abandonedMs) this.#holders.delete(holder);
    }
    return this.#holders.size < this.#size;
  }

  async #waitForTurn(): Promise<void> {
    const end = Date.now() + this.#patienceMs;
    for (;;) {
      const rest = end - Date.now();
      if (rest <= 0) throw new NoSlot(this.#what);
      await this.#waitForWake(Math.min(rest, 1_000));
      if (this.#hasRoom()) return;
    }
  }

  /** Until somebody gives a slot back; looked at again after a while, as who would wake us may have died. */
  #waitForWake(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, limitMs);
      this.#waiting.add(wake);
    });
  }

  #wakeNext(): void {
    const [next] = this.#waiting;
    next?.();
  }
}
