import type { Member } from '../../contract/members.ts';
import type { MemberRow } from './members.queries.ts';

export function toMember(row: MemberRow): Member {
  return {
    id: row.id,
    email: row.email,
    first_name: row.firstName,
    last_name: row.lastName,
    last_login: row.lastLogin?.toISOString() ?? null,
    uuid: row.uuid,
    role: row.role,
    date_joined: row.dateJoined.toISOString(),
  };
}
