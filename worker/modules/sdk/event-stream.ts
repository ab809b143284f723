import { PING, resumeBlock } from './stream-events.ts';

const PING_EVERY_MS = 20_000;
/** A client that takes nothing for so many writes is let go, so that what waits for it stays small. */
const MOST_WAITING = 8;
const LIFETIME_SPREAD = 0.4;
/** After an interruption clients come back spread over this time, not all at once. */
const RETRY_FROM_MS = 5_000;
const RETRY_SPREAD_MS = 15_000;
/** Who is sent away politely comes back soon: those leave one by one. */
const SOON_FROM_MS = 500;
const SOON_SPREAD_MS = 1_500;

const encoder = new TextEncoder();

/** One client's stream: what is written to it, its signs of life and its end. */
export class EventStream {
  readonly readable: ReadableStream<Uint8Array>;
  /** Resolves once the stream has ended, by whomever. */
  readonly ended: Promise<void>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #timers: ReturnType<typeof setInterval>[];
  #version: number;
  #toldVersion: number;
  #waiting = 0;

  constructor(version: number, lifetimeMs: number) {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    this.readable = readable;
    this.#writer = writable.getWriter();
    this.#version = version;
    this.#toldVersion = version;
    this.write(resumeBlock(RETRY_FROM_MS + Math.random() * RETRY_SPREAD_MS, version));
    const lifetime = lifetimeMs * (1 - LIFETIME_SPREAD / 2 + Math.random() * LIFETIME_SPREAD);
    this.#timers = [setInterval(() => this.#ping(), PING_EVERY_MS), setTimeout(() => this.close(), lifetime)];
    this.ended = this.#writer.closed
      .catch(() => undefined)
      .then(() => {
        for (const timer of this.#timers) clearTimeout(timer);
      });
  }

  write(text: string): void {
    if (this.#waiting >= MOST_WAITING) {
      void this.#writer.abort(new Error('the client takes nothing')).catch(() => undefined);
      return;
    }
    void this.#send(text);
  }

  async #send(text: string): Promise<void> {
    this.#waiting += 1;
    try {
      await this.#writer.write(encoder.encode(text));
    } catch {
      // The client has gone; `ended` tells.
    } finally {
      this.#waiting -= 1;
    }
  }

  /** The version that the client has been told of: what it is to name when it comes back. */
  reach(version: number): void {
    this.#version = Math.max(this.#version, version);
  }

  /** Ends the stream; the client comes back soon and says where it was. */
  close(): void {
    this.write(resumeBlock(SOON_FROM_MS + Math.random() * SOON_SPREAD_MS, this.#version));
    void this.#writer.close().catch(() => undefined);
  }

  /** Events of SDKs carry no id, so that the version travels with the signs of life. */
  #ping(): void {
    this.write(this.#version === this.#toldVersion ? PING : `${PING}id: ${this.#version}\n\n`);
    this.#toldVersion = this.#version;
  }
}
