import { Response } from 'miniflare';
import type { RuntimeDoubles } from '../../../scripts/local/runtime.ts';

/** What a namespace does with reads and writes. `remembers` is told what was ever written under the key, oldest first. */
export type KvFaults = {
  read:
    | 'answers'
    | 'throws'
    | 'hangs'
    | 'has nothing'
    | ((value: string | null, before: readonly string[]) => string | null);
  write: 'lands' | 'throws' | 'hangs';
  /** Refuses a write that follows another one of the same key within a second, as the platform does. */
  isLimited: boolean;
};

/** A namespace of KV that lives in this process, whatever happens to the runtime. */
export type KvDouble = KvFaults & {
  doubles: RuntimeDoubles;
  entries: Map<string, string>;
  /** What was read, as it was asked for. */
  reads: string[];
  writes: { key: string; at: number; isRefused: boolean }[];
  /** Called before a write lands. */
  onWrite: ((key: string) => Promise<void> | void) | null;
};

/** Speaks the runtime's own calls of KV, and asks the test what to answer. */
const SCRIPT = `
import { WorkerEntrypoint } from 'cloudflare:workers';
export class Kv extends WorkerEntrypoint {
  async ask(method, key, body) {
    const answer = await this.env.BACKEND.fetch('http://kv/?key=' + encodeURIComponent(key), { method, body });
    if (answer.status === 404) return null;
    const text = await answer.text();
    if (!answer.ok) throw new Error('KV ' + method + ' failed: ' + answer.status + ' ' + text);
    return text;
  }
  async get(key, options) {
    const text = await this.ask('GET', key);
    const type = typeof options === 'string' ? options : options?.type;
    return text !== null && type === 'json' ? JSON.parse(text) : text;
  }
  async put(key, value) { await this.ask('PUT', key, value); }
  async delete(key) { await this.ask('DELETE', key); }
}
export default {};
`;

/** Stands in for the namespaces of these bindings. */
export function openKvDouble(...bindings: string[]): KvDouble {
  const history = new Map<string, string[]>();
  const never = () => new Promise<Response>(() => undefined);
  const answer = async (request: { url: string; method: string; text(): Promise<string> }): Promise<Response> => {
    const key = new URL(request.url).searchParams.get('key') ?? '';
    if (request.method === 'GET') return read(key);
    const value = request.method === 'PUT' ? await request.text() : null;
    return write(key, value);
  };
  const read = (key: string): Response | Promise<Response> => {
    const { read: fault } = kv;
    kv.reads.push(key);
    if (fault === 'throws') return new Response('away', { status: 503 });
    if (fault === 'hangs') return never();
    const stored = fault === 'has nothing' ? null : (kv.entries.get(key) ?? null);
    const value = typeof fault === 'function' ? fault(stored, history.get(key) ?? []) : stored;
    return value === null ? new Response(null, { status: 404 }) : new Response(value);
  };
  const write = async (key: string, value: string | null): Promise<Response> => {
    const at = performance.now();
    const last = kv.writes.findLast((known) => known.key === key && !known.isRefused);
    const isRefused = kv.isLimited && last !== undefined && at - last.at < 1_000;
    kv.writes.push({ key, at, isRefused });
    if (isRefused) return new Response('too many writes to one key', { status: 429 });
    if (kv.write === 'throws') return new Response('away', { status: 503 });
    if (kv.write === 'hangs') return never();
    await kv.onWrite?.(key);
    if (value === null) kv.entries.delete(key);
    else kv.entries.set(key, value);
    history.set(key, [...(history.get(key) ?? []), ...(value === null ? [] : [value])]);
    return new Response('ok');
  };
  const kv: KvDouble = {
    read: 'answers',
    write: 'lands',
    isLimited: false,
    entries: new Map(),
    reads: [],
    writes: [],
    onWrite: null,
    doubles: {
      workers: [
        {
          name: 'kv-double',
          compatibilityDate: '2026-10-01',
          modules: [{ type: 'ESModule', path: 'kv-double.js', contents: SCRIPT }],
          serviceBindings: { BACKEND: answer },
        },
      ],
      bindings: Object.fromEntries(bindings.map((name) => [name, { name: 'kv-double', entrypoint: 'Kv' }])),
    },
  };
  return kv;
}
