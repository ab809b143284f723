import type { Invite, InviteLink, InviteWithAuthor } from '../../contract/invites.ts';
import type { InviteLinkRow } from './invite-links.queries.ts';
import type { InviteRow } from './invites.queries.ts';

export function toInvite(row: InviteRow): Invite {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    date_created: row.dateCreated.toISOString(),
    permission_groups: row.groupIds,
  };
}

export function toInviteWithAuthor(row: InviteRow): InviteWithAuthor {
  const { author } = row;
  return {
    ...toInvite(row),
    invited_by:
      author === null
        ? null
        : {
            id: author.id,
            email: author.email,
            first_name: author.firstName,
            last_name: author.lastName,
            last_login: author.lastLogin?.toISOString() ?? null,
            uuid: author.uuid,
          },
  };
}

export function toInviteLink(row: InviteLinkRow, hash: string): InviteLink {
  return {
    id: row.id,
    hash,
    date_created: row.dateCreated.toISOString(),
    role: row.role,
    expires_at: row.expiresAt?.toISOString() ?? null,
  };
}
