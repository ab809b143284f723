import type { ServerResponse } from 'node:http';
import type { Sink, SunkRequest } from '../fixtures/sink.ts';

type Fault = (response: ServerResponse, count: () => void) => void;

/** What a receiver may do, and how often in a thousand. The rest is taken with 200. */
const FAULTS: [perMille: number, name: string, act: Fault][] = [
  [120, 'answers 5xx', (response) => response.writeHead(500 + Math.floor(Math.random() * 5)).end('broken')],
  [60, 'cuts the connection', (response) => response.destroy()],
  [
    40,
    'takes it and cuts the connection',
    (response, count) => {
      count();
      response.destroy();
    },
  ],
  [40, 'asks to wait', (response) => response.writeHead(429, { 'retry-after': '1' }).end()],
  [20, 'redirects', (response) => response.writeHead(307, { location: '/elsewhere' }).end()],
  [
    10,
    'takes it and never ends its reply',
    (response, count) => {
      count();
      response.writeHead(200).write('o');
    },
  ],
  [5, 'hangs', () => undefined],
];

/** What arrived: ids and numbers by receiver, and how often. */
export class ReceiverLedger {
  /** By path, then delivery id. */
  readonly taken = new Map<string, Map<string, { sequence: number; body: string; times: number }>>();
  readonly faults = new Map<string, number>();
  /** Requests whose id had come with another number or body. */
  readonly contradictions: string[] = [];
  requests = 0;

  readonly answer = (request: SunkRequest, response: ServerResponse): void => {
    this.requests += 1;
    response.on('error', () => undefined);
    const count = () => this.#take(request);
    let dice = Math.random() * 1000;
    for (const [perMille, name, act] of FAULTS) {
      dice -= perMille;
      if (dice >= 0) continue;
      this.faults.set(name, (this.faults.get(name) ?? 0) + 1);
      act(response, count);
      return;
    }
    count();
    response.end('ok');
  };

  install(sink: Sink): void {
    sink.answer = this.answer;
  }

  get duplicates(): number {
    return this.#all().reduce((sum, { times }) => sum + times - 1, 0);
  }

  get deliveries(): number {
    return this.#all().length;
  }

  /** Numbers of the receiver that are missing below its highest one. */
  gapsOf(path: string): number[] {
    const seen = new Set([...(this.taken.get(path)?.values() ?? [])].map(({ sequence }) => sequence));
    const highest = Math.max(0, ...seen);
    return Array.from({ length: highest }, (_, index) => index + 1).filter((number) => !seen.has(number));
  }

  #all() {
    return [...this.taken.values()].flatMap((byId) => [...byId.values()]);
  }

  #take({ path, headers, body }: SunkRequest): void {
    const byId = this.taken.get(path) ?? new Map();
    this.taken.set(path, byId);
    const id = String(headers['x-halyard-delivery']);
    const sequence = Number(headers['x-halyard-sequence']);
    const known = byId.get(id);
    if (known === undefined) byId.set(id, { sequence, body, times: 1 });
    else if (known.sequence !== sequence || known.body !== body) this.contradictions.push(`${path} ${id}`);
    else known.times += 1;
  }
}
