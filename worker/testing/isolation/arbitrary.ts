import fc, { type Arbitrary } from 'fast-check';
import type { Operation } from '../../http/operation.ts';

type Schema = Record<string, unknown>;

/** Values that have broken servers before. */
const NASTY: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 53,
    1e308,
    '',
    ' ',
    'null',
    'undefined',
    'NaN',
    '\u0000',
    '\ud800',
    '💥',
    "'; drop table users; --",
    '%',
    '\\',
    '../..',
    '{}',
    '[]',
    '1e400',
    '00',
    'x'.repeat(3_000),
    [],
    {},
    [[]],
    [null],
    { $ne: null },
    '0001-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ),
  fc.constant(JSON.parse('{"__proto__":{"isAdmin":true},"constructor":1,"toString":2,"hasOwnProperty":3}') as unknown),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Mostly the sample with one or two fields replaced or left out, sometimes anything at all. */
export function arbitraryBody(schema: Schema, sample: unknown): Arbitrary<unknown> {
  const fields = Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {});
  if (fields.length === 0)
    return fc.oneof({ weight: 1, arbitrary: fc.constant(sample) }, { weight: 2, arbitrary: NASTY });
  const base = sample as Record<string, unknown>;
  const names = fields.map(([name]) => name);
  const changes = fc.array(
    fc.tuple(
      fc.constantFrom(...names),
      fc.oneof(NASTY, fc.constant(undefined), ...fields.map(([, type]) => valueOf(type)).slice(0, 5)),
    ),
    { maxLength: 2 },
  );
  const changed = changes.map((list) => ({ ...base, ...Object.fromEntries(list) }) as unknown);
  const subset = fc
    .subarray(names)
    .map((kept) => Object.fromEntries(kept.map((name) => [name, base[name]])) as unknown);
  return fc.oneof(
    { weight: 6, arbitrary: changed },
    { weight: 3, arbitrary: subset },
    { weight: 1, arbitrary: NASTY },
    { weight: 1, arbitrary: fc.constantFrom<unknown>('{', '[1', '"', '{"a":1}}') },
  );
}

/** Mostly the address of something that is there, sometimes with a part replaced. */
export function arbitraryPath(operation: Pick<Operation, 'path'>, own: string): Arbitrary<string> {
  const parts = own.split('/');
  const places = operation.path.split('/').flatMap((part, index) => (part.startsWith('{') ? [index] : []));
  if (places.length === 0) return fc.constant(own);
  const part = fc.constantFrom(
    '0',
    '-1',
    '2147483648',
    '99999999999999999999',
    'undefined',
    'null',
    '%00',
    '%F0%9F',
    'a b',
    '1.5',
    "'",
    'x'.repeat(500),
  );
  const broken = fc.tuple(fc.constantFrom(...places), part).map(([place, value]) => parts.with(place, value).join('/'));
  return fc.oneof({ weight: 5, arbitrary: fc.constant(own) }, { weight: 1, arbitrary: broken });
}

export function arbitraryQuery(schema: Schema | null): Arbitrary<string> {
  const names = Object.keys((schema?.['properties'] as Schema | undefined) ?? {});
  if (names.length === 0) return fc.constantFrom('', '?x=1');
  const value = fc.oneof(
    fc.constantFrom(
      '',
      '1',
      '0',
      '-1',
      '2147483648',
      'null',
      'true',
      'false',
      '[object Object]',
      '%00',
      '%',
      '1,2,x',
      'ASC',
      'name',
      'UNION',
      '%F0%9F%92%A5',
      "'",
      '\\',
    ),
    fc.string({ maxLength: 20 }).map((text) => encodeURIComponent(text.toWellFormed())),
  );
  return fc
    .array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 })
    .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map(([name, text]) => `${name}=${text}`).join('&')}`));
}

/** A value that fits the schema. */
function valueOf(schema: Schema): Arbitrary<unknown> {
  const branches = schema['anyOf'] as Schema[] | undefined;
  if (branches !== undefined) return fc.oneof(...branches.map(valueOf));
  const choices = schema['enum'] as unknown[] | undefined;
  if (choices !== undefined) return fc.constantFrom(...choices);
  switch (schema['type']) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: Math.max(-(2 ** 31), Number(schema['minimum'] ?? -(2 ** 31))),
        max: Number(schema['maximum'] ?? 2 ** 31 - 1),
      });
    case 'number':
      return fc.double({ noNaN: true, min: Number(schema['minimum'] ?? -1e9), max: Number(schema['maximum'] ?? 1e9) });
    case 'string':
      return fc.string({ maxLength: Math.min(50, Number(schema['maxLength'] ?? 50)) });
    default:
      return fc.constant(null);
  }
}
