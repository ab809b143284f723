import { withDeadline } from '../core/deadline.ts';
import type { ChangeListener, Listening, PublishedChange } from '../core/ports.ts';

/** Another request of this isolate that opens the WebSocket may have died with its client. */
const OPENING_MS = 2_000;
const SIGN_OF_LIFE_MS = 10_000;
const SILENT_MS = 3 * SIGN_OF_LIFE_MS;
/** Who leaves hears on until another has taken over. */
const HAND_OVER_MS = 5_000;

export type News = { change: PublishedChange; record: string | null };
/** A WebSocket to the publisher, from the moment that it says which version is the newest. */
export type Source = { version: number; begin(onNews: (news: News) => void, onEnd: () => void): void; close(): void };

/** The request that holds the WebSocket; the others wait for what it hears. */
type Reader = { opened: Promise<void>; aliveAt: number; close(): void };
type Told = { news: News } | { missed: number } | 'vacant' | 'end';
type Step = { told: Told; next: Turn };
type Turn = PromiseWithResolvers<Step>;

/**
 * What this isolate hears of one environment. One WebSocket serves all who listen: it belongs to the request that opened it, whose context the
 * runtime ends with its client, and so the others take it over, with what was published in between.
 */
export class IsolateFeed {
  readonly #open: () => Promise<Source>;
  /** Null before the first answer. */
  #version: number | null = null;
  #listeners = 0;
  #reader: Reader | null = null;
  #turn: Turn = Promise.withResolvers();

  /** `open` is called in the context of the request that is to hold the WebSocket. */
  constructor(open: () => Promise<Source>) {
    this.#open = open;
  }

  get isIdle(): boolean {
    return this.#listeners === 0;
  }

  /** Rejects if nothing can be opened. `stop` resolves once another has taken over what was read here. */
  async listen(listener: ChangeListener): Promise<Listening> {
    this.#listeners += 1;
    let isOver = false;
    let own: Reader | null;
    let leading = Promise.resolve();
    const lead = () => {
      leading = this.#lead().then(
        (reader) => void (own = reader),
        () => this.#tell('end'),
      );
    };
    try {
      own = await this.#join();
    } catch (error) {
      this.#listeners -= 1;
      throw error;
    }
    void this.#follow(listener, () => isOver, lead);
    const timer = setInterval(() => {
      if (own !== null && own === this.#reader) own.aliveAt = Date.now();
      else if (!this.#isRead()) lead();
    }, SIGN_OF_LIFE_MS);
    const stop = async () => {
      isOver = true;
      clearInterval(timer);
      this.#listeners -= 1;
      await leading;
      if (own !== null) await this.#leave(own);
    };
    return { version: this.#version ?? 0, stop };
  }

  async #follow(listener: ChangeListener, isOver: () => boolean, lead: () => void): Promise<void> {
    for (let turn = this.#turn; ;) {
      const { told, next } = await turn.promise;
      turn = next;
      if (isOver()) return;
      if (told === 'end') return listener.onEnd();
      if (told === 'vacant') {
        if (this.#reader === null) lead();
      } else if ('missed' in told) listener.onMissed(told.missed);
      else listener.onChange(told.news.change, told.news.record);
    }
  }

  /** The reader if the caller has become it, null if another is. */
  async #join(): Promise<Reader | null> {
    for (;;) {
      const reader = this.#reader;
      if (reader === null || !this.#isRead()) return this.#lead();
      try {
        await withDeadline(reader.opened, OPENING_MS, 'opening the feed');
        return null;
      } catch {
        if (this.#reader === reader) this.#reader = null;
      }
    }
  }

  /** Less than no time is left by a clock that was set back. */
  #isRead(): boolean {
    return this.#reader !== null && Math.abs(Date.now() - this.#reader.aliveAt) < SILENT_MS;
  }

  async #lead(): Promise<Reader> {
    const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
    opened.catch(() => undefined);
    const reader: Reader = { opened, aliveAt: Date.now(), close: () => undefined };
    this.#reader = reader;
    try {
      const source = await this.#open();
      reader.close = () => source.close();
      source.begin(
        (news) => this.#hear(news),
        () => {
          if (this.#reader !== reader) return;
          this.#reader = null;
          this.#tell('end');
        },
      );
      const before = this.#version;
      this.#version = Math.max(before ?? 0, source.version);
      if (before !== null && before < source.version) this.#tell({ missed: source.version });
      resolve();
      return reader;
    } catch (error) {
      if (this.#reader === reader) this.#reader = null;
      reject(error);
      throw error;
    }
  }

  async #leave(reader: Reader): Promise<void> {
    if (this.#reader === reader) {
      this.#reader = null;
      if (this.#listeners > 0) {
        this.#tell('vacant');
        await this.#successor();
      }
    }
    reader.close();
  }

  async #successor(): Promise<void> {
    const until = Date.now() + HAND_OVER_MS;
    // Whoever hears of the vacancy does so in a turn of its own.
    while (this.#reader === null && this.#listeners > 0 && Date.now() < until) await sleep(5);
    await withDeadline(this.#reader?.opened ?? Promise.resolve(), HAND_OVER_MS, 'the take-over').catch(() => undefined);
  }

  /** While one hands over to another, both hear the same. */
  #hear(news: News): void {
    if (news.change.version <= (this.#version ?? 0)) return;
    this.#version = news.change.version;
    if (this.#reader !== null) this.#reader.aliveAt = Date.now();
    this.#tell({ news });
  }

  #tell(told: Told): void {
    const { resolve } = this.#turn;
    this.#turn = Promise.withResolvers();
    resolve({ told, next: this.#turn });
  }
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
