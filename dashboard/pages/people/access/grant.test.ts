import { expect, test } from 'vitest';
import { explain, explainAdmin, withPermission } from './grant.ts';

const none = { groups: [], roles: [] };
const detail = {
  admin: false,
  is_directly_granted: false,
  derived_from: none,
  permissions: [
    {
      permission_key: 'VIEW_PROJECT',
      is_directly_granted: true,
      derived_from: { groups: [{ id: 1, name: 'Web' }], roles: [{ id: 2, name: 'Reader', tags: [] }] },
    },
  ],
};

test('grant: a permission twice → once; taken away → the others stay', () => {
  const grant = withPermission({ permissions: ['A', 'B'] }, 'A', true);
  expect(grant.permissions).toEqual(['B', 'A']);
  expect(withPermission(grant, 'A', false)).toEqual({ permissions: ['B'] });
});

test('why: granted here, by a group and by a role → all three; not granted → nothing', () => {
  expect(explain(detail, 'VIEW_PROJECT')).toEqual(['Granted here', 'Group Web', 'Role Reader']);
  expect(explain(detail, 'MANAGE_TAGS')).toEqual([]);
});

test('why: a role that is limited to tags → said', () => {
  const roles = [{ id: 2, name: 'Reader', tags: [7] }];
  const permission = { permission_key: 'A', is_directly_granted: false, derived_from: { groups: [], roles } };
  expect(explain({ ...detail, permissions: [permission] }, 'A')).toEqual(['Role Reader, with some tags']);
});

test('why: an administrator → that first, for every permission', () => {
  expect(explain({ ...detail, admin: true }, 'MANAGE_TAGS')).toEqual(['Administrator']);
});

test('why an administrator: by a group → the group; by the organisation → that; not one → nothing', () => {
  const byGroup = { ...detail, admin: true, derived_from: { groups: [{ id: 1, name: 'Ops' }], roles: [] } };
  expect(explainAdmin(byGroup, false)).toEqual(['Group Ops']);
  expect(explainAdmin({ ...byGroup, is_directly_granted: true }, true)).toEqual(['Administrator of the organisation']);
  expect(explainAdmin(detail, false)).toEqual([]);
});
