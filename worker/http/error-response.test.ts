import { expect, test } from 'vitest';
import { DatabaseUnavailable, StatementRefused } from '../core/database.ts';
import { errorReply } from './error-response.ts';

const refused = (code: string) =>
  new Error('Failed query', { cause: new StatementRefused(code, 'no', null, new Error('no')) });

test.each([
  ['a deadlock', refused('40P01'), 503],
  ['a lock that somebody held', refused('55P03'), 503],
  ['a slow statement', refused('57014'), 503],
  ['a text that cannot be stored', refused('22021'), 400],
  ['a constraint that nobody expected', refused('23505'), 500],
  ['a database that is away', new DatabaseUnavailable(new Error('away')), 503],
  ['a mistake of ours', new TypeError('x is not a function'), 500],
])('answer: %s → what happened inside is not told', (_what, error, status) => {
  const reply = errorReply(error, 'request');
  expect(reply.status).toBe(status);
  expect(JSON.stringify(reply.body)).not.toMatch(/Failed query|"no"|not a function|away"/);
  expect(reply.headers?.['retry-after'] !== undefined).toBe(status === 503);
});
