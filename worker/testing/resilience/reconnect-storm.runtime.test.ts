import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { listen, type Listening } from '../fixtures/event-stream.ts';
import { startTestServer } from '../runtime/test-server.ts';

/** A release is proven with HALYARD_STREAMS=2000. */
const STREAMS = Number(process.env['HALYARD_STREAMS'] ?? 100);
const BACK_WITHIN_MS = 60_000;
const TOGGLE = `update feature_states s set enabled = not s.enabled from features f where f.id = s.feature_id
  and f.name = 'dark_mode' and s.environment_id = $1 and s.identity_id is null and s.feature_segment_id is null`;

/** A listener that does what an EventSource does: it waits as it was told, comes back, and says what it knows. */
class Client {
  readonly #url: string;
  readonly waits: number[] = [];
  stream: Listening | null = null;
  #lastId = '';
  #retryMs = 3_000;
  #isOver = false;
  readonly running: Promise<void>;

  constructor(url: string) {
    this.#url = url;
    this.running = this.#run();
  }

  get isListening(): boolean {
    return this.stream !== null && this.stream.chunks.length > 0;
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.stream?.stop();
    await this.running;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      try {
        const headers: Record<string, string> = this.#lastId === '' ? {} : { 'last-event-id': this.#lastId };
        const stream = await listen(this.#url, headers);
        if (stream.response.status === 200) {
          this.stream = stream;
          await stream.ended;
          this.#remember(stream);
        }
      } catch {
        // Nobody there yet.
      }
      this.stream = null;
      if (this.#isOver) return;
      this.waits.push(this.#retryMs);
      await sleep(this.#retryMs, undefined, { ref: false });
    }
  }

  #remember({ chunks }: Listening): void {
    const text = chunks.join('');
    this.#retryMs = Number([...text.matchAll(/^retry: (\d+)$/gm)].at(-1)?.[1] ?? this.#retryMs);
    this.#lastId = [...text.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1] ?? this.#lastId;
  }
}

test(
  `streams: ${STREAMS} clients, kill -9 of the runtime and a change meanwhile → all are back within a minute, spread, and know of the change; reads go on`,
  { timeout: 2 * BACK_WITHIN_MS },
  async () => {
    const server = await startTestServer({ seed: true });
    const { clientKey, environmentId } = server.demo[0]!;
    await server.db.query('update projects set enable_realtime_updates = true');
    const clients = Array.from(
      { length: STREAMS },
      () => new Client(`${server.url}/sse/environments/${clientKey}/stream`),
    );
    try {
      const countBack = () => clients.filter(({ isListening }) => isListening).length;
      await expect.poll(countBack, { timeout: 20_000 }).toBe(STREAMS);

      await server.kill9Workerd();
      const killed = performance.now();
      await server.db.query(TOGGLE, [environmentId]);
      await server.db.query(`select touch_environment($1, 'test')`, [environmentId]);
      let slowestMs = 0;
      while (countBack() < STREAMS) {
        expect(performance.now() - killed).toBeLessThan(BACK_WITHIN_MS);
        const begin = performance.now();
        const answer = await fetch(`${server.url}/api/v1/flags/`, { headers: { 'x-environment-key': clientKey } });
        await answer.arrayBuffer();
        expect(answer.status).toBe(200);
        slowestMs = Math.max(slowestMs, performance.now() - begin);
        await sleep(25);
      }
      const seconds = (performance.now() - killed) / 1_000;

      console.log(`${STREAMS} streams back after ${seconds.toFixed(1)} s, slowest read ${slowestMs.toFixed(0)} ms`);
      const told = () => clients.filter(({ stream }) => (stream?.events().length ?? 0) > 0).length;
      await expect.poll(told, { timeout: 5_000 }).toBe(STREAMS);
      expect(slowestMs).toBeLessThan(1_000);
      const waits = clients.map((client) => client.waits[0]!).toSorted((one, other) => one - other);
      expect(waits[0]).toBeGreaterThanOrEqual(5_000);
      expect(waits.at(-1)).toBeLessThanOrEqual(30_000);
      // The middle half of the clients does not come back within the same two seconds.
      expect(waits[Math.floor(STREAMS * 0.75)]! - waits[Math.floor(STREAMS * 0.25)]!).toBeGreaterThan(2_000);
    } finally {
      await Promise.all(clients.map((client) => client.stop()));
      await server.stop();
    }
  },
);
