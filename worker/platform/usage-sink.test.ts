import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { UsageLabels, UsageReport } from '../core/ports.ts';
import type { HalyardEnv } from './bindings.ts';
import { BufferedUsageSink } from './usage-sink.ts';

const LABELS = { sdk: null, applicationName: null, applicationVersion: null };

/** The usage buffer held in memory: adds each report once, and can be made to hang or fail. */
class MemoryBuffer {
  state: 'answers' | 'hangs' | 'fails' | 'is overloaded' = 'answers';
  calls = 0;
  total = 0;
  readonly #known = new Set<string>();

  async record(report: UsageReport): Promise<void> {
    this.calls += 1;
    if (this.state === 'hangs') return new Promise(() => undefined);
    if (this.state === 'is overloaded') throw Object.assign(new Error('too much to do'), { overloaded: true });
    if (this.state === 'fails') throw new Error('overloaded');
    if (this.#known.has(report.id)) return;
    this.#known.add(report.id);
    for (const { count } of report.entries) this.total += count.count;
  }
}

let buffer: MemoryBuffer;
let sink: BufferedUsageSink;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  buffer = new MemoryBuffer();
  const namespace = { idFromName: (name: string) => name, get: () => buffer };
  sink = new BufferedUsageSink({ USAGE_BUFFER: namespace } as unknown as HalyardEnv);
});
afterEach(() => {
  vi.useRealTimers();
});

async function record(labels: UsageLabels = LABELS): Promise<'stored' | 'not stored'> {
  const defer = (work: Promise<unknown>) => void work.catch(() => undefined);
  try {
    await sink.record(1, [{ feature: 'banner', count: 1, enabled: null }], labels, defer);
    return 'stored';
  } catch {
    return 'not stored';
  }
}

test('usage sink: 500 requests at once → a few calls, every count once', async () => {
  const answers = await Promise.all(Array.from({ length: 500 }, () => record()));
  expect(answers.every((answer) => answer === 'stored')).toBe(true);
  expect(buffer.total).toBe(500);
  expect(buffer.calls).toBeLessThan(5);
});

test('usage sink: a waiting report is sent by its request, others come later → every stored count is in the buffer', async () => {
  buffer.state = 'hangs';
  const answers = [record()];
  await vi.advanceTimersByTimeAsync(1);
  answers.push(record());
  await vi.advanceTimersByTimeAsync(1);
  answers.push(record());
  await vi.advanceTimersByTimeAsync(4_900);
  buffer.state = 'answers';
  // The request of the third report loses patience and sends it itself; then others arrive.
  await vi.advanceTimersByTimeAsync(150);
  answers.push(record(), record());
  await vi.advanceTimersByTimeAsync(20_000);

  const stored = (await Promise.all(answers)).filter((answer) => answer === 'stored').length;
  expect(stored).toBe(5);
  expect(buffer.total).toBe(stored);
});

test('usage sink: the buffer fails under a report of 500 requests → it is asked once more, not 500 times', async () => {
  buffer.state = 'fails';
  const answers = Array.from({ length: 500 }, () => record());
  await vi.advanceTimersByTimeAsync(20_000);
  expect((await Promise.all(answers)).every((answer) => answer === 'not stored')).toBe(true);
  expect(buffer.calls).toBeLessThan(10);
});

test('usage sink: the buffer says that it is overloaded → it is not asked again', async () => {
  buffer.state = 'is overloaded';
  const answers = Array.from({ length: 500 }, () => record());
  await vi.advanceTimersByTimeAsync(20_000);
  expect((await Promise.all(answers)).every((answer) => answer === 'not stored')).toBe(true);
  expect(buffer.calls).toBe(1);
});

test('usage sink: ten times more than a buffer takes that does not answer → what does not fit is refused at once and counted, the rest is stored', async () => {
  const logged: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void logged.push(line));
  buffer.state = 'hangs';
  let refused = 0;
  const answers = Array.from({ length: 160_000 }, (_, number) =>
    record({ ...LABELS, applicationName: String(number) }).then((answer) => {
      if (answer === 'not stored') refused += 1;
      return answer;
    }),
  );
  await vi.advanceTimersByTimeAsync(100);
  expect(refused).toBeGreaterThan(140_000);
  expect(logged.map((line) => JSON.parse(line).event)).toEqual(['usage.requests.shed']);
  buffer.state = 'answers';
  await vi.advanceTimersByTimeAsync(20_000);
  const stored = (await Promise.all(answers)).filter((answer) => answer === 'stored').length;
  expect(stored).toBe(160_000 - refused);
  expect(buffer.total).toBe(stored);
  vi.restoreAllMocks();
});

test('usage sink: all that waits has lost its requests, the call as well → the lane moves again with the next request', async () => {
  buffer.state = 'hangs';
  const labelled = (number: number) => ({ ...LABELS, applicationName: String(number) });
  void record();
  await vi.advanceTimersByTimeAsync(1);
  for (let number = 0; number < 20_000; number += 1) void record(labelled(number));
  await vi.advanceTimersByTimeAsync(1);
  expect(sink.admits(1, (work) => void work)).toBe(false);
  // The timers of the dead requests are dead too: only the clock goes on.
  vi.clearAllTimers();
  vi.setSystemTime(Date.now() + 60_000);
  buffer.state = 'answers';
  sink.admits(1, (work) => void work);
  await vi.advanceTimersByTimeAsync(100);
  expect(sink.admits(1, (work) => void work)).toBe(true);
  expect(await record()).toBe('stored');
});
