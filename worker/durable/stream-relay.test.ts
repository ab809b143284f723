import { expect, test, vi } from 'vitest';
import { readTold } from '../platform/change-feed.ts';

// The base class of the runtime, which does not exist outside of it.
vi.mock('cloudflare:workers', () => ({ DurableObject: Object }));
const { tellListeners } = await import('./stream-relay.ts');

const NEWS = JSON.stringify({
  version: 2,
  updated_at: '1.5',
  everybody: true,
  features: ['a\nb'],
  identity_features: [],
});

/** Tells listeners that sit in these isolates, and returns what each heard. */
function tell(isolates: (string | null)[], record: string | null) {
  const heard: ReturnType<typeof readTold>[] = [];
  const sockets = isolates.map((isolate) => ({ isolate, send: (text: string) => heard.push(readTold(text)) }));
  const context = {
    getWebSockets: () => sockets,
    getTags: ({ isolate }: { isolate: string | null }) => (isolate === null ? [] : [isolate]),
  };
  expect(tellListeners(context as never, NEWS, record)).toBe(isolates.length);
  expect(heard.map(([change]) => change)).toEqual(isolates.map(() => JSON.parse(NEWS)));
  return heard.map(([, text]) => text);
}

test('news: several listeners in two isolates, one that names none → the record goes to the first of each isolate', () => {
  expect(tell(['a', 'a', null, 'b', 'a', 'b'], '{"x":"\n"}')).toEqual([
    '{"x":"\n"}',
    null,
    null,
    '{"x":"\n"}',
    null,
    null,
  ]);
});

test('news: no record, or a very long one → the news alone', () => {
  expect(tell(['a', 'b'], null)).toEqual([null, null]);
  expect(tell(['a', 'b'], 'x'.repeat(300_000))).toEqual([null, null]);
});

test('news: more isolates than records may wait in memory → the rest have to ask', () => {
  const isolates = Array.from({ length: 100 }, (_, index) => String(index));
  const heard = tell(isolates, 'x'.repeat(250_000));
  expect(heard.filter((record) => record !== null)).toHaveLength(68);
});
