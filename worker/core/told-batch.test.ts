import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { gatherTold, joinRuns, readTold, type WrittenIdentity } from './told-batch.ts';

const run = fc.constantFrom(',{"a":1}', ',{"a":1},{"b":"\\u0000é😀"}', ',{}', ',{"c":"\\ud800"}');
const told = fc.record({
  identifier: fc.string({ unit: 'binary' }),
  traits: fc.array(
    fc.record({ id: fc.constant(null), trait_key: fc.string(), trait_value: fc.jsonValue(), transient: fc.boolean() }),
    { maxLength: 2 },
  ),
  flags: fc.array(run),
  segments: fc.array(run),
});

test('any identities: gathered and read → as before, and each text once', () => {
  fc.assert(
    fc.property(fc.array(told), (identities) => {
      const { shared, identities: written } = gatherTold(identities);
      const read = written.map(({ body }) => readTold(shared, JSON.parse(body) as WrittenIdentity));
      expect(read).toEqual(JSON.parse(JSON.stringify(identities)));
      expect(written.map(({ identifier }) => identifier)).toEqual(identities.map(({ identifier }) => identifier));
      expect(new Set(shared).size).toBe(shared.length);
    }),
  );
});

test('identity with a text that its batch has not → an error', () => {
  const body: WrittenIdentity = { identifier: 'ada', traits: [], flags: [1], segments: [] };
  expect(() => readTold([',{}'], body)).toThrow('no text 1');
});

test('runs → one list; none → a blank one', () => {
  expect(JSON.parse(joinRuns([',{"a":1},{"b":2}', ',{"c":3}']))).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
  expect(joinRuns([])).toBe('[]');
});
