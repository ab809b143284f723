import { expect, test } from 'vitest';
import { tagsOf, withTags } from './role-grant.ts';

const grant = { permissions: [{ permission_key: 'A', tags: [1] }], admin: false };

test('grant of a role: a permission limited, freed of the limit, taken away → that alone changes', () => {
  const both = withTags(grant, 'B', [2]);
  expect([tagsOf(both, 'A'), tagsOf(both, 'B')]).toEqual([[1], [2]]);
  expect(tagsOf(withTags(both, 'A', []), 'A')).toEqual([]);
  expect(withTags(both, 'B', null)).toEqual(grant);
  expect(tagsOf(grant, 'B')).toBeNull();
});
