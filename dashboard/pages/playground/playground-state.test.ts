import { expect, test } from 'vitest';
import { readState, readTraits, toQuery } from './playground-state.ts';

test('people and environments → into the address and back', () => {
  const state = {
    people: [
      { identifier: 'ada & co', traits: '{"plan": "pro"}' },
      { identifier: 'ü', traits: '' },
    ],
    environments: ['a', 'b'],
  };
  expect(readState(new URLSearchParams(toQuery(state)), 'x')).toEqual(state);
});

test.each(['', 'who=not+json', 'who=%5B%5D', 'env=,,'])(
  'an address of "%s" → somebody, in the environment of last time',
  (text) => {
    const { people, environments } = readState(new URLSearchParams(text), 'last');
    expect(people).toHaveLength(1);
    expect(environments).toEqual(['last']);
  },
);

test('too many → the first of them', () => {
  const query = new URLSearchParams();
  for (let index = 0; index < 20; index += 1) query.append('who', JSON.stringify([String(index), '']));
  query.set('env', 'a,b,c,d,e,f');
  const { people, environments } = readState(query, undefined);
  expect([people.length, environments.length]).toEqual([6, 4]);
});

test.each([
  ['[]', 'Enter an object'],
  ['{', 'not JSON'],
  ['{"a": {"b": 1}}', '“a” must be'],
])('traits written as %s → what is wrong', (text, fault) => {
  expect(readTraits(text)).toMatchObject({ fault: expect.stringContaining(fault) });
});
