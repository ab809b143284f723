import { expect, test } from 'vitest';
import { readEmails } from './emails.ts';

test('addresses: pasted with names, commas and lines → each once', () => {
  expect(readEmails('Ada <ada@example.com>, bob@example.com;\nADA@example.com nobody')).toEqual([
    'ADA@example.com',
    'bob@example.com',
  ]);
});

test('addresses: none → none', () => {
  expect(readEmails(' nobody, ')).toEqual([]);
});
