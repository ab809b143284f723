import { get, type ClientRequest } from 'node:http';

/** Listens as an EventSource does: comes back after the time that the server named, and says what it has seen. */
export class StreamClient {
  isOpen = false;
  openedAt = 0;
  openings = 0;
  events = 0;
  /** When the last event came, and when what it tells of was published; milliseconds since the epoch. */
  lastEventAt = 0;
  lastPublishedAt = 0;
  readonly #url: string;
  #request: ClientRequest | null = null;
  #retryMs = 3_000;
  #lastId = '';
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isStopped = false;

  constructor(url: string) {
    this.#url = url;
    this.#open();
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#request?.destroy();
  }

  #open(): void {
    this.openings += 1;
    const headers = this.#lastId === '' ? {} : { 'last-event-id': this.#lastId };
    const request = get(this.#url, { agent: false, headers }, (response) => {
      if (response.statusCode === 200) {
        this.isOpen = true;
        this.openedAt = Date.now();
      }
      response.setEncoding('utf8').on('data', (text: string) => this.#read(text));
      response.on('close', () => this.#comeBack());
      response.on('error', () => undefined);
    });
    request.on('error', () => this.#comeBack());
    this.#request = request;
  }

  #read(text: string): void {
    if (text.includes('event: environment_updated')) {
      this.events += 1;
      this.lastEventAt = performance.timeOrigin + performance.now();
      this.lastPublishedAt = Number(/"updated_at": (\d+\.\d+)/.exec(text)?.[1] ?? Number.NaN) * 1000;
    }
    this.#retryMs = Number(/^retry: (\d+)$/m.exec(text)?.[1] ?? this.#retryMs);
    this.#lastId = /^id: (\d+)$/m.exec(text)?.[1] ?? this.#lastId;
  }

  #comeBack(): void {
    this.isOpen = false;
    if (this.#isStopped || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#open();
    }, this.#retryMs);
  }
}
