import type { Defer } from '../../core/ports.ts';

const encoder = new TextEncoder();
const BYTES_LIMIT = 32_000;
/** Below this, compressing saves less than its header costs. */
const PACKING_LIMIT = 1_000;
/** A version that is hardly asked for is not worth the time it takes to compress it. */
const PACK_AFTER = 8;

/** An answer that is sent again and again: encoded once, and compressed once if clients that read gzip keep asking for it. */
export class ReadyAnswer {
  readonly #headers: Headers;
  readonly #text: string;
  readonly #body: string | Uint8Array;
  #asked = 0;
  #packed: { body: ArrayBuffer; headers: Headers } | null = null;

  constructor(text: string, headers: Headers) {
    this.#headers = headers;
    this.#text = text;
    // Kept as bytes, a small body saves the runtime from encoding it each time; above some 32 kB text was measured to be faster.
    this.#body = text.length > BYTES_LIMIT ? text : encoder.encode(text);
  }

  respond(request: Headers, defer: Defer): Response {
    if (this.#text.length > PACKING_LIMIT && readsGzip(request)) {
      if (this.#packed !== null) {
        return new Response(this.#packed.body, { headers: this.#packed.headers, encodeBody: 'manual' });
      }
      this.#asked += 1;
      if (this.#asked === PACK_AFTER) defer(this.#pack());
    }
    return new Response(this.#body, { headers: this.#headers });
  }

  async #pack(): Promise<void> {
    const stream = new Blob([this.#text]).stream().pipeThrough(new CompressionStream('gzip'));
    const body = await new Response(stream).arrayBuffer();
    const headers = new Headers(this.#headers);
    headers.set('content-encoding', 'gzip');
    // The same content in other bytes: the tag of the plain answer stands for both only if it is weak.
    headers.set('etag', `W/${headers.get('etag')}`);
    this.#packed = { body, headers };
  }
}

function readsGzip(request: Headers): boolean {
  const accepted = request.get('accept-encoding');
  return accepted !== null && accepted.includes('gzip') && !/gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)/.test(accepted);
}
