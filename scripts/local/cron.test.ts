import { expect, test } from 'vitest';
import { isCronDue } from './cron.ts';

test.each([
  ['* * * * *', '2026-11-22T17:07:30Z', true],
  ['*/15 * * * *', '2026-11-22T17:45:00Z', true],
  ['*/15 * * * *', '2026-11-22T17:46:00Z', false],
  ['0 */8 * * *', '2026-11-22T16:00:00Z', true],
  ['0 */8 * * *', '2026-11-22T17:00:00Z', false],
  ['5,10-12 * * * *', '2026-11-22T17:11:00Z', true],
  ['5,10-12 * * * *', '2026-11-22T17:13:00Z', false],
  ['10/20 * * * *', '2026-11-22T17:50:00Z', true],
  ['0 0 1 * 0', '2026-11-22T00:00:00Z', true],
  ['0 0 1 * *', '2026-11-22T00:00:00Z', false],
  ['0 0 * * 1', '2026-11-22T00:00:00Z', false],
  ['nonsense', '2026-11-22T00:00:00Z', false],
])('cron: %s at %s → %s', (expression, time, due) => {
  expect(isCronDue(expression, new Date(time))).toBe(due);
});
