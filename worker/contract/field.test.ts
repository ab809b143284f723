import * as z from 'zod/mini';
import { expect, test } from 'vitest';
import { EnvironmentPatch } from './environments.ts';
import { nullable, toSchema } from './field.ts';
import { list } from './list-field.ts';
import { id } from './number-fields.ts';
import { email, url } from './text-fields.ts';

test.each([
  ['a\0b@example.com', email()],
  ['a\ud800@example.com', email()],
  ['https://example.com/\0', url()],
  ['https://example.com/\udc00', url()],
])('field: %j, which no database stores → refused', (value, field) => {
  expect(z.safeParse(field, value).success).toBe(false);
});

test('field: addresses beyond ASCII → taken as they are', () => {
  expect(z.parse(email(), ' jürgen@example.com ')).toBe('jürgen@example.com');
  expect(z.parse(url(), 'https://example.com/ü?ö#😀')).toBe('https://example.com/ü?ö#😀');
});

test('field: a list → described with its items', () => {
  const items = { type: 'integer', minimum: 1, maximum: 2_147_483_647 };
  expect(toSchema(z.object({ ids: list(id()) }), 'input')).toMatchObject({
    properties: { ids: { type: 'array', items } },
  });
  expect(JSON.parse(JSON.stringify(toSchema(nullable(list(id())), 'input')))).toEqual({
    anyOf: [{ type: 'array', items }, { type: 'null' }],
  });
});

test('environment: no approval is needed, though changes are requested → taken', () => {
  expect(z.parse(EnvironmentPatch, { minimum_change_request_approvals: 0 })).toEqual({
    minimum_change_request_approvals: 0,
  });
});
