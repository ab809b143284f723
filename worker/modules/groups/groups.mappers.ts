import type { Group, GroupMember } from '../../contract/groups.ts';
import type { GroupMemberRow, GroupRow } from './groups.queries.ts';

export function toGroup(row: GroupRow, members: readonly GroupMemberRow[]): Group {
  return {
    id: row.id,
    name: row.name,
    users: members.filter(({ groupId }) => groupId === row.id).map(toGroupMember),
    is_default: row.isDefault,
    external_id: row.externalId,
  };
}

function toGroupMember(row: GroupMemberRow): GroupMember {
  return {
    id: row.id,
    email: row.email,
    first_name: row.firstName,
    last_name: row.lastName,
    last_login: row.lastLogin?.toISOString() ?? null,
    group_admin: row.groupAdmin,
  };
}
