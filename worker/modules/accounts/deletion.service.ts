import type { Context } from '../../core/context.ts';
import { recordAudit, touchEnvironment, transact } from '../audit/transact.service.ts';
import { describeAccountChange } from './account-audit.service.ts';
import { deleteOrganisation, listSharedOrganisationIds, lockOrganisations } from './deletion.queries.ts';
import { checkCurrentPassword } from './password-check.service.ts';
import { ownUser } from './profile.service.ts';
import { deleteUser } from './users.queries.ts';

/**
 * Deletes the caller's account and, unless told otherwise, the organisations that have no other member. Accounts without a
 * password need not give one.
 */
export async function deleteAccount(
  context: Context,
  { currentPassword, deletesOrphans }: { currentPassword: string; deletesOrphans: boolean },
): Promise<void> {
  const user = await ownUser(context);
  if (user.passwordHash !== null) await checkCurrentPassword(context, user, currentPassword);
  await transact(context, async (write) => {
    const organisations = await lockOrganisations(write.db, user.id);
    const ids = organisations.map(({ id }) => id);
    const shared = new Set(await listSharedOrganisationIds(write.db, ids, user.id));
    const what = { log: `Account deleted: ${user.email}`, change: 'DELETE' as const };
    for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
    for (const { id, uuid, name } of organisations) {
      if (shared.has(id) || !deletesOrphans) continue;
      const environmentIds = await deleteOrganisation(write.db, id);
      for (const environmentId of environmentIds) touchEnvironment(write, environmentId, 'organisation');
      const log = `Organisation deleted: ${name}`;
      recordAudit(write, {
        organisationId: id,
        log,
        type: 'ORGANISATION',
        change: 'DELETE',
        objectId: id,
        objectUuid: uuid,
      });
    }
    await deleteUser(write.db, user.id);
  });
}
