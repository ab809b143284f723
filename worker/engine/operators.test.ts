import { describe, expect, it } from 'vitest';
import { findOperator } from './operators.ts';
import { toScalar } from './values.ts';

function ask(value: unknown, operator: string, operand: unknown): boolean | undefined {
  const test = findOperator(operator)?.build(operand, { segmentKey: '12', patterns: new Map() });
  return test?.(toScalar(value));
}

describe('comparisons', () => {
  it.each([
    ['a', 'EQUAL', 'a', true],
    ['a', 'EQUAL', 'A', false],
    ['', 'EQUAL', '', true],
    ['b', 'GREATER_THAN', 'a', true],
    ['a', 'GREATER_THAN_INCLUSIVE', 'a', true],
    ['a', 'LESS_THAN', 'ab', true],
    [2, 'EQUAL', '2', true],
    [2, 'EQUAL', '2.0', true],
    [2, 'EQUAL', ' 2 ', true],
    [1000, 'EQUAL', '1_000', true],
    [2, 'GREATER_THAN', '1.5', true],
    [2, 'NOT_EQUAL', '3', true],
    [2, 'NOT_EQUAL', 'two', false],
    [2, 'NOT_EQUAL', '', false],
    [2, 'LESS_THAN', '2abc', false],
    [1.5, 'LESS_THAN_INCLUSIVE', '1.5', true],
    [100, 'LESS_THAN', '1e3', true],
    [5, 'LESS_THAN', 'inf', false],
    [5, 'NOT_EQUAL', 'nan', false],
    [true, 'EQUAL', 'true', true],
    [true, 'EQUAL', '1', true],
    [true, 'EQUAL', '0', true],
    [false, 'EQUAL', '0', false],
    [false, 'EQUAL', 'false', true],
    [false, 'EQUAL', 'False', true],
    [false, 'EQUAL', 'FALSE', false],
    [true, 'NOT_EQUAL', 'false', true],
    [5, 'EQUAL', 5, true],
    ['a', 'NOT_EQUAL', null, false],
    ['a', 'NOT_EQUAL', ['b'], false],
    [null, 'NOT_EQUAL', 'a', false],
    [{}, 'NOT_EQUAL', 'a', false],
    [['a'], 'EQUAL', 'a', false],
  ])('%j %s %j → %s', (value, operator, operand, expected) => {
    expect(ask(value, operator, operand)).toBe(expected);
  });

  it.each([
    ['1.2.3', 'EQUAL', '1.2.3:semver', true],
    ['1.2.3', 'NOT_EQUAL', '1.2.4:semver', true],
    ['1.10.0', 'GREATER_THAN', '1.9.0:semver', true],
    ['1.0.0-rc.2', 'LESS_THAN', '1.0.0-rc.10:semver', true],
    ['1.2', 'NOT_EQUAL', '1.2.0:semver', false],
    ['x', 'NOT_EQUAL', '1.2.0:semver', false],
    ['1.2.3', 'NOT_EQUAL', 'x:semver', false],
    [true, 'EQUAL', '1.2.3:semver', true],
  ])('version: %j %s %s → %s', (value, operator, operand, expected) => {
    expect(ask(value, operator, operand)).toBe(expected);
  });

  it.each([
    'EQUAL',
    'NOT_EQUAL',
    'GREATER_THAN',
    'GREATER_THAN_INCLUSIVE',
    'LESS_THAN',
    'LESS_THAN_INCLUSIVE',
    'IN',
    'MODULO',
    'REGEX',
    'PERCENTAGE_SPLIT',
  ])('infinite or no number: %s → false', (operator) => {
    for (const value of [Infinity, -Infinity, NaN, `${'9'.repeat(400)}.5`]) {
      for (const operand of ['0', '100', 'inf', 'nan', '.', '1|0']) expect(ask(value, operator, operand)).toBe(false);
    }
  });

  it('integers beyond 2^53, as text → exact', () => {
    expect(ask('175928847299117063', 'EQUAL', '175928847299117064')).toBe(false);
    expect(ask('175928847299117063', 'LESS_THAN', '175928847299117064')).toBe(true);
    expect(ask('175928847299117063', 'EQUAL', '175928847299117063')).toBe(true);
    expect(ask('175928847299117063', 'GREATER_THAN', '1.5')).toBe(true);
    expect(ask('9'.repeat(5000), 'EQUAL', '9'.repeat(5000))).toBe(true);
  });
});

describe('texts and lists', () => {
  it.each([
    ['tablet', 'CONTAINS', 'able', true],
    ['tablet', 'CONTAINS', '', true],
    ['tablet', 'NOT_CONTAINS', 'x', true],
    ['42', 'CONTAINS', '4', false],
    [42, 'NOT_CONTAINS', '9', false],
    [null, 'NOT_CONTAINS', '9', false],
    ['a', 'CONTAINS', null, false],
    ['b', 'IN', 'a,b', true],
    ['b', 'IN', 'a, b', false],
    [' b', 'IN', 'a, b', true],
    ['', 'IN', '', true],
    ['', 'IN', 'a,', true],
    [0, 'IN', '0,1', true],
    ['007', 'IN', '7', true],
    [1, 'IN', '["1"]', true],
    [1, 'IN', '[1]', true],
    [1, 'IN', ['1', '2'], true],
    [1.5, 'IN', '1.5', false],
    ['2.0', 'IN', '2,2.0', false],
    [true, 'IN', 'true,True', false],
    [null, 'IN', '', false],
    ['[a', 'IN', '[a,b]', true],
    ['a', 'IN', '{"a":1}', false],
    ['a', 'IN', null, false],
    ['a', 'IS_SET', '', true],
    ['', 'IS_SET', '', true],
    [null, 'IS_SET', '', false],
    [{}, 'IS_SET', '', false],
    [undefined, 'IS_NOT_SET', '', true],
    [false, 'IS_NOT_SET', '', false],
    [true, 'REGEX', 'True', true],
    [1.5, 'REGEX', '1\\.5$', true],
    ['2.0', 'REGEX', '2\\.0$', true],
    ['007', 'REGEX', '7$', true],
    [0.00001, 'REGEX', '1e-05$', true],
    [null, 'REGEX', '.*', false],
    ['a', 'REGEX', null, false],
  ])('%j %s %j → %s', (value, operator, operand, expected) => {
    expect(ask(value, operator, operand)).toBe(expected);
  });
});

describe('MODULO', () => {
  it.each([
    [7, '3|1', true],
    [7, '3|2', false],
    [-1, '3|2', true],
    [1, '-3|-2', true],
    [-7, '-3|-1', true],
    [7.5, '2|1.5', true],
    [true, '2|1', true],
    ['8', '4|0', true],
    ['175928847299117063', '2|0', true],
    [6, '0|0', false],
    [6, '3', false],
    [6, '3|0|0', false],
    [6, '|', false],
    [6, 'three|0', false],
    [6, null, false],
    ['six', '3|0', false],
    [null, '3|0', false],
  ])('%j MODULO %j → %s', (value, operand, expected) => {
    expect(ask(value, 'MODULO', operand)).toBe(expected);
  });
});

describe('PERCENTAGE_SPLIT', () => {
  it.each([
    ['93', '27.655531106221243', true],
    ['93', '27.6555311062212', false],
    [93, '28', true],
    ['93', '100', true],
    ['93', '0', false],
    ['93', 28, true],
    ['93', 'many', false],
    ['93', '', false],
    ['93', null, false],
    ['93', ['28'], false],
    [null, '100', false],
    [{}, '100', false],
  ])('segment 12, %j PERCENTAGE_SPLIT %j → %s', (value, operand, expected) => {
    expect(ask(value, 'PERCENTAGE_SPLIT', operand)).toBe(expected);
  });
});

it('unknown operator → none', () => {
  expect(findOperator('RESEMBLES')).toBeUndefined();
  expect(findOperator('constructor')).toBeUndefined();
});
