import { expect, test } from 'vitest';
import { findFormatFault, guessFormat } from './value-format.ts';

test.each([
  ['', 'txt'],
  ['green', 'txt'],
  ['note: one line', 'txt'],
  ['a = b', 'txt'],
  ['https://example.com\nhttps://example.org', 'txt'],
  ['{"a": 1}', 'json'],
  ['  [1,\n 2]', 'json'],
  ['{"a": ', 'json'],
  ['[1]\n', 'json'],
  ['<a/>', 'xml'],
  ['<?xml version="1.0"?><a/>', 'xml'],
  ['< 5', 'txt'],
  ['---\na: 1', 'yaml'],
  ['a: 1\nb:\n  - 2', 'yaml'],
  ['- one\n- two', 'yaml'],
  ['# a comment\na: 1\nb: 2', 'yaml'],
  ['[server]\nport = 80', 'toml'],
  ['a = 1\nb = "c"', 'toml'],
])('guess: %j → %s', (text, format) => {
  expect(guessFormat(text)).toBe(format);
});

test.each([
  ['json', '{"a": 1}', true],
  ['json', '{a: 1}', false],
  ['json', ' ', true],
  ['txt', '{', true],
  ['yaml', 'a:\n  b: 1', true],
  ['yaml', 'a:\n\tb: 1', false],
  ['toml', '# first\n[a]\nb = 1', true],
  ['toml', 'a: 1', false],
] as const)('faults: %s %j → fine: %s', (format, text, isFine) => {
  expect(findFormatFault(format, text) === null).toBe(isFine);
});
