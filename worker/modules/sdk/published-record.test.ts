import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PUBLISHED_SCHEMA } from '../../contract/published-environment.ts';
import { withChecksum } from '../../core/checked-json.ts';
import { snapshotOf } from '../../testing/simulation/snapshot.ts';
import { acceptRecord } from './published-record.ts';

const RUNS = Number(process.env['HALYARD_DAMAGES'] ?? 5_000);

const write = (schema: number) =>
  withChecksum(JSON.stringify({ schema, version: 7, published_at: 0, ...snapshotOf(['one', 'two', 'three']) }));
const text = write(PUBLISHED_SCHEMA);
const place = fc.nat(text.length - 1);

/** What may happen to a text on its way. */
const damages = fc.oneof(
  fc.tuple(place, fc.nat(15)).map(([at, bit]) => {
    return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);
  }),
  place.map((end) => text.slice(0, end)),
  fc.tuple(place, place).map(([from, to]) => text.slice(0, Math.min(from, to)) + text.slice(Math.max(from, to))),
  fc.tuple(place, place).map(([from, to]) => text.slice(0, Math.max(from, to)) + text.slice(Math.min(from, to))),
  fc.constant(text + text),
  fc.string(),
);

test('a record with bits flipped, cut short, with a part missing or twice → refused, without an exception', () => {
  expect(acceptRecord(text, 1, 0)).toMatchObject({ version: 7 });
  fc.assert(
    fc.property(damages, (damaged) => damaged === text || acceptRecord(damaged, 1, 0) === null),
    { numRuns: RUNS },
  );
});

test('a record of the schema before, or after → refused', () => {
  for (const schema of [PUBLISHED_SCHEMA - 1, PUBLISHED_SCHEMA + 1])
    expect(acceptRecord(write(schema), 1, 0)).toBeNull();
});
