import { expect, test } from 'vitest';
import { readTold } from '../platform/change-feed.ts';
import { tellListeners } from './listeners.ts';

const NEWS = JSON.stringify({
  version: 2,
  updated_at: '1.5',
  everybody: true,
  features: ['a\nb'],
  identity_features: [],
});

/** Tells so many listeners, one of which has gone, and returns the records that the others heard with the news. */
function tell(count: number, record: string) {
  const heard: ReturnType<typeof readTold>[] = [];
  const gone = () => {
    throw new Error('gone');
  };
  const sockets = Array.from({ length: count }, () => ({ send: (text: string) => heard.push(readTold(text)) }));
  tellListeners({ getWebSockets: () => [{ send: gone }, ...sockets] } as never, NEWS, record);
  expect(heard.map(({ change }) => change)).toEqual(sockets.map(() => JSON.parse(NEWS)));
  return heard.map(({ record: text }) => text);
}

test('news: each listener hears the record with them; a very long one → the news alone', () => {
  expect(tell(2, '{"x":"\n"}')).toEqual(['{"x":"\n"}', '{"x":"\n"}']);
  expect(tell(2, 'x'.repeat(300_000))).toEqual([null, null]);
});

test('news: more listeners than records may wait in memory → the rest have to ask', () => {
  const heard = tell(100, 'x'.repeat(250_000));
  expect(heard.filter((record) => record !== null)).toHaveLength(67);
});
