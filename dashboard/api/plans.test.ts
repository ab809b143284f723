import { expect, test } from 'vitest';
import { hasAuditLog, hasPermissions, isAtLeast } from './plans.ts';

test('plans: none or free → less than every other; with a version → as without; unknown → enough', () => {
  expect(isAtLeast(null, 'side-project')).toBe(false);
  expect(isAtLeast('free', 'scale-up')).toBe(false);
  expect(isAtLeast('startup-v2', 'scale-up')).toBe(false);
  expect(isAtLeast('scale-up-v2', 'scale-up')).toBe(true);
  expect(isAtLeast('enterprise', 'scale-up')).toBe(true);
  expect(isAtLeast('our-own', 'scale-up')).toBe(true);
});

test('plans: no flag says so → nothing is kept from anybody', () => {
  expect([hasAuditLog({ plan: 'free' }), hasPermissions({ plan: null })]).toEqual([true, true]);
});
