import { expect, test } from 'vitest';
import { whyNotDelete } from './feature-deletion.ts';

const tag = (id: number, isPermanent: boolean) => ({
  id,
  label: `tag-${id}`,
  color: '#000000',
  description: null,
  project: 1,
  uuid: '',
  is_permanent: isPermanent,
  is_system_tag: false,
  type: 'NONE',
});
const project = (permissions: string[], tagged: number[] = []) => ({
  name: 'Shop',
  tags: [tag(1, false), tag(2, true)],
  permissions: {
    admin: false,
    permissions,
    tag_based_permissions: [{ permissions: ['DELETE_FEATURE'], tags: tagged }],
  },
});

test.each([
  [project(['DELETE_FEATURE']), [1], null],
  [project(['DELETE_FEATURE']), [1, 2], 'The tag tag-2 protects it. Take the tag away first.'],
  [project([]), [], 'You need the permission DELETE_FEATURE on Shop. Its administrators can grant it.'],
  [project([], [1]), [1], null],
])('deletion: case %# → %j %s', (place, tags, reason) => {
  expect(whyNotDelete(place, { tags })).toBe(reason);
});
