import { expect, test } from 'vitest';
import { AnswerCounts, ROUTE_KINDS } from './answer-counts.ts';

test('answer counts: answers of several kinds and classes → each counted in its place alone', () => {
  const counts = new AnswerCounts();
  for (const status of [200, 204, 304, 403, 503]) counts.note(ROUTE_KINDS.flags, status);
  counts.note(ROUTE_KINDS.other, 200);

  expect(counts.list()).toEqual([
    { kind: 'flags', status: '2xx', count: 2 },
    { kind: 'flags', status: '3xx', count: 1 },
    { kind: 'flags', status: '4xx', count: 1 },
    { kind: 'flags', status: '5xx', count: 1 },
    { kind: 'other', status: '2xx', count: 1 },
  ]);
});
