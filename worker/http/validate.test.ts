import * as z from 'zod/mini';
import { expect, test } from 'vitest';
import { choice } from '../contract/choice-fields.ts';
import { list } from '../contract/list-field.ts';
import { id } from '../contract/number-fields.ts';
import { DomainError } from '../core/errors.ts';
import { validate } from './validate.ts';

function faultsOf(type: z.ZodMiniType, input: unknown): unknown {
  try {
    validate(type, input);
  } catch (error) {
    return error instanceof DomainError ? error.fields : error;
  }
  return null;
}

const Rule = z.object({ name: choice(['a']), parts: list(z.object({ size: id() })) });

test('validation: a faulty item of a list → every item is named, sound ones empty', () => {
  expect(faultsOf(z.object({ rules: list(Rule) }), { rules: [{ name: 'a', parts: [{ size: 1 }, {}] }, {}] })).toEqual({
    rules: [
      { parts: [{}, { size: ['This field is required.'] }] },
      { name: ['This field is required.'], parts: ['This field is required.'] },
    ],
  });
  expect(faultsOf(Rule, [])).toEqual({ non_field_errors: [expect.any(String)] });
});

test('validation: ten thousand faulty items → the first hundred are named, in no time', () => {
  const begin = performance.now();
  const faults = faultsOf(z.object({ ids: list(id()) }), { ids: Array.from({ length: 10_000 }, () => 'x') }) as {
    ids: object[];
  };
  expect(performance.now() - begin).toBeLessThan(500);
  expect(faults.ids.filter((fault) => Object.keys(fault).length > 0)).toHaveLength(100);
});

test('validation: as many faulty items in lists of lists as a body holds → answered in no time', () => {
  const parts = Array.from({ length: 350 }, () => ({}));
  const rules = Array.from({ length: 1_000 }, () => ({ name: 'a', parts }));
  const Group = z.object({ groups: list(z.object({ rules: list(Rule) })) });
  const begin = performance.now();
  const faults = faultsOf(Group, { groups: [{ rules }] });
  expect(performance.now() - begin).toBeLessThan(500);
  expect(faults).toHaveProperty('groups');
  expect(JSON.stringify(faults).length).toBeLessThan(100_000);
});
