import { DrizzleQueryError } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { logFailure } from './log.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('log: a statement of the query builder failed → why, but not with which parameters', () => {
  const lines: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => lines.push(line));
  const cause = new Error('connection lost');
  logFailure('test.failed', new DrizzleQueryError('insert into users', ['ada@example.com', '$scrypt$secret'], cause), {
    userId: 7,
  });
  logFailure('test.failed', new DrizzleQueryError('insert into users', ['ada@example.com']));
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { event: 'test.failed', userId: 7, error: 'connection lost' },
    { event: 'test.failed', error: 'a query failed' },
  ]);
});
