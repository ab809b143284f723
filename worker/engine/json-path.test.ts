import { describe, expect, it } from 'vitest';
import { findFirst, parsePath, type PathSegment } from './json-path.ts';

const ROOT = {
  identity: { key: 'k', traits: { plan: 'pro', 'a b': 1, "it's": 2, サイズ: 'L', '[$.x$]': 3, '\u{1F600}': 4 } },
  list: [10, 20, 30, { deep: 40 }],
  empty: {},
};

function find(path: string): unknown {
  const parsed = parsePath(path);
  expect(parsed).not.toBeNull();
  return findFirst(parsed as readonly PathSegment[], ROOT);
}

describe('paths', () => {
  it.each([
    ['$.identity.key', 'k'],
    ["$.identity.traits['a b']", 1],
    ['$.identity.traits["it\'s"]', 2],
    ["$.identity.traits['it\\'s']", 2],
    ['$.identity.traits.サイズ', 'L'],
    ["$.identity.traits['\\u30b5イズ']", 'L'],
    ["$.identity.traits['\\ud83d\\ude00']", 4],
    ["$.identity.traits['[$.x$]']", 3],
    ["$['identity']['key']", 'k'],
    ['$ .identity\n.key', 'k'],
    ['$.list[0]', 10],
    ['$.list[-2]', 30],
    ['$.list[1:]', 20],
    ['$.list[::-1].deep', 40],
    ['$.list[-1:0:-2].deep', 40],
    ['$.list[5:0:-1].deep', 40],
    ['$.list[ 2 , 0 ]', 30],
    ['$.list[*]', 10],
    ['$.*.key', 'k'],
    ['$..deep', 40],
    ['$..[2]', 30],
    ['$..*', ROOT.identity],
    ["$.identity['missing','key']", 'k'],
  ])('path: %s → the first node', (path, expected) => {
    expect(find(path)).toEqual(expected);
  });

  it.each([
    '$.missing',
    '$.identity.key.deeper',
    '$.list[9]',
    '$.list[-9]',
    '$.list.length',
    '$.empty.*',
    '$.list[1:1]',
  ])('path to nothing: %s → undefined', (path) => {
    expect(find(path)).toBeUndefined();
  });

  it.each(['$.constructor', '$.__proto__', '$.identity.toString', '$.list[::0]'])(
    'path: %s → nothing inherited',
    (path) => {
      expect(find(path)).toBeUndefined();
    },
  );

  it.each([
    '',
    'identity',
    '$.',
    '$.a.',
    '$.1a',
    '$[',
    "$['a",
    '$[01]',
    '$[-0]',
    '$[1',
    '$.a b',
    '$. a',
    '$[?@.a]',
    "$['\\x']",
    '$[a]',
  ])('invalid path: "%s" → null', (path) => {
    expect(parsePath(path)).toBeNull();
  });

  it('descendants of a huge document → gives up instead of taking long', () => {
    const wide = Array.from({ length: 20_000 }, () => [[1]]);
    expect(findFirst(parsePath('$..nothing') as readonly PathSegment[], wide)).toBeUndefined();
    const repeated = `$${'..*'.repeat(50)}`;
    expect(findFirst(parsePath(repeated) as readonly PathSegment[], ROOT)).toBeUndefined();
  });
});
