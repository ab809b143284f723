import type { InviteLink, NewInviteLink } from '../../contract/invites.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { randomKey } from '../../core/random-key.ts';
import { SEALED_PLACES } from '../../core/sealed-places.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { logFailure } from '../../platform/log.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { isSet } from '../organisations/organisations.service.ts';
import { deleteInviteLinkRow, insertInviteLink, listInviteLinks as selectInviteLinks } from './invite-links.queries.ts';
import { toInviteLink } from './invites.mappers.ts';

const TOKEN_LENGTH = 43;

export async function listInviteLinks({ database, sealer }: Context, organisationId: number): Promise<InviteLink[]> {
  const rows = await selectInviteLinks(database.db, organisationId);
  return Promise.all(
    rows.map(async (row) => {
      const hash = await sealer
        .open(row.sealedToken, SEALED_PLACES.inviteLink(organisationId, row.tokenHash))
        .catch((error: unknown) => {
          // A link that was sealed with another key still works; one that cannot be shown must not hide the others.
          logFailure('invite.link.unreadable', error, { inviteLinkId: row.id });
          return '';
        });
      return toInviteLink(row, hash);
    }),
  );
}

/** Throws INVALID where the deployment has no invite links. */
export async function createInviteLink(
  context: Context,
  organisationId: number,
  input: NewInviteLink,
): Promise<InviteLink> {
  if (isSet(context, 'DISABLE_INVITE_LINKS')) throw invalid('Invite links are disabled.');
  const role = input.role ?? 'USER';
  const token = randomKey(TOKEN_LENGTH);
  const tokenHash = await sha256Hex(token);
  const sealedToken = await context.sealer.seal(token, SEALED_PLACES.inviteLink(organisationId, tokenHash));
  const values = { organisationId, role, tokenHash, sealedToken, expiresAt: input.expires_at ?? null };
  return transact(context, async (write) => {
    const row = await insertInviteLink(write.db, values);
    if (row === undefined) throw notFound();
    recordAudit(write, {
      organisationId,
      log: `Invite link created: ${role}`,
      type: 'INVITE',
      change: 'CREATE',
      objectId: row.id,
      after: { role, expires_at: row.expiresAt?.toISOString() ?? null },
    });
    return toInviteLink(row, token);
  });
}

export async function deleteInviteLink(context: Context, organisationId: number, id: number): Promise<void> {
  await transact(context, async (write) => {
    const row = await deleteInviteLinkRow(write.db, organisationId, id);
    if (row === null) throw notFound();
    recordAudit(write, {
      organisationId,
      log: `Invite link deleted: ${row.role}`,
      type: 'INVITE',
      change: 'DELETE',
      objectId: id,
      before: { role: row.role },
    });
  });
}
