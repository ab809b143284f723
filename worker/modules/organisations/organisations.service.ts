import type { NewOrganisation, Organisation, OrganisationUpdate } from '../../contract/organisations.ts';
import type { Actor } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { forbidden, notFound } from '../../core/errors.ts';
import { recordAudit, touchEnvironment, transact, type Write } from '../audit/transact.service.ts';
import { toOrganisation } from './organisations.mappers.ts';
import {
  countOrganisations,
  findOrganisation,
  insertOrganisation,
  listEnvironmentIds,
  listOrganisations as selectOrganisations,
  lockOrganisation as selectOrganisationForUpdate,
  sumRequestsSince,
  updateOrganisationRow,
  type Caller,
  type OrganisationRow,
} from './organisations.queries.ts';

const MONTH_MS = 30 * 24 * 3_600_000;

/** The caller's own organisations. */
export async function listOrganisations(context: Context, window: { limit: number; offset: number }) {
  const { db } = context.database;
  const caller = callerOf(context.actor);
  const [count, rows] = await Promise.all([countOrganisations(db, caller), selectOrganisations(db, caller, window)]);
  return { count, items: rows.map((row) => present(context, row)) };
}

/** Throws NOT_FOUND for one that is gone, or that the caller is not of. */
export async function getOrganisation(context: Context, organisationId: number): Promise<Organisation> {
  const row = await findOrganisation(context.database.db, callerOf(context.actor), organisationId);
  if (row === null) throw notFound();
  return present(context, row);
}

/** The caller becomes its first administrator. */
export async function createOrganisation(context: Context, input: NewOrganisation): Promise<Organisation> {
  const { actor } = context;
  if (actor?.kind !== 'user') throw forbidden();
  if (isSet(context, 'RESTRICT_ORG_CREATE_TO_SUPERUSERS') && !actor.isSuperuser) throw forbidden();
  const values = {
    name: input.name,
    webhookNotificationEmail: input.webhook_notification_email ?? null,
    restrictProjectCreateToAdmin: input.restrict_project_create_to_admin ?? false,
    force2fa: input.force_2fa ?? false,
    targetingKey: input.targeting_key || null,
    persistTraitData: context.setting('DEFAULT_ORG_STORE_TRAITS_VALUE')?.toLowerCase() !== 'false',
  };
  return transact(context, async (write) => {
    const organisationId = await insertOrganisation(write.db, values, actor.id);
    recordAudit(write, {
      organisationId,
      log: `Organisation created: ${input.name}`,
      type: 'ORGANISATION',
      change: 'CREATE',
      objectId: organisationId,
      after: { name: input.name },
    });
    const row = await findOrganisation(write.db, { userId: actor.id }, organisationId);
    if (row === null) throw notFound();
    return present(context, row);
  });
}

export async function updateOrganisation(
  context: Context,
  organisationId: number,
  update: OrganisationUpdate,
): Promise<Organisation> {
  return transact(context, async (write) => {
    const current = await lockOrganisation(write, organisationId);
    const before = {
      name: current.name,
      webhook_notification_email: current.webhookNotificationEmail,
      restrict_project_create_to_admin: current.restrictProjectCreateToAdmin,
      force_2fa: current.force2fa,
    };
    const changes = findChanges<object>(before, { ...before, ...update });
    if (changes !== null) {
      await updateOrganisationRow(write.db, organisationId, toColumns(update));
      recordAudit(write, {
        organisationId,
        log: `Organisation updated: ${update.name ?? current.name}`,
        type: 'ORGANISATION',
        change: 'UPDATE',
        objectId: organisationId,
        ...changes,
      });
    }
    const row = await findOrganisation(write.db, callerOf(context.actor), organisationId);
    if (row === null) throw notFound();
    return present(context, row);
  });
}

/** Nothing beneath it can be reached any more, and SDKs are no longer served. */
export async function deleteOrganisation(context: Context, organisationId: number): Promise<void> {
  await transact(context, async (write) => {
    const { name } = await lockOrganisation(write, organisationId);
    await updateOrganisationRow(write.db, organisationId, { deletedAt: context.now() });
    await touchOrganisation(write, organisationId, 'organisation');
    recordAudit(write, {
      organisationId,
      log: `Organisation deleted: ${name}`,
      type: 'ORGANISATION',
      change: 'DELETE',
      objectId: organisationId,
    });
  });
}

/** Requests of SDKs in the last 30 days. */
export async function countRequests({ database, now }: Context, organisationId: number): Promise<number> {
  return sumRequestsSince(database.db, organisationId, new Date(now().getTime() - MONTH_MS));
}

/** Locks the organisation, so that changes that depend on all its members happen one after the other. Throws NOT_FOUND. */
export async function lockOrganisation(write: Write, organisationId: number) {
  const row = await selectOrganisationForUpdate(write.db, organisationId);
  if (row === null) throw notFound();
  return row;
}

/** Notes that every environment of the organisation must be published again. */
export async function touchOrganisation(write: Write, organisationId: number, kind: string): Promise<void> {
  for (const id of await listEnvironmentIds(write.db, organisationId)) touchEnvironment(write, id, kind);
}

/** Whether a variable of the deployment says yes. */
export function isSet(context: Context, name: string): boolean {
  return ['1', 'true', 'yes', 'on', 't', 'y'].includes(context.setting(name)?.toLowerCase() ?? '');
}

function present({ actor }: Context, row: OrganisationRow): Organisation {
  return actor?.kind === 'master-key' ? toOrganisation(row, actor.isAdmin ? 'ADMIN' : null) : toOrganisation(row);
}

function callerOf(actor: Actor | null): Caller {
  if (actor === null) throw forbidden();
  return actor.kind === 'user' ? { userId: actor.id } : { organisationId: actor.organisationId };
}

function toColumns(update: OrganisationUpdate) {
  return {
    ...(update.name === undefined ? {} : { name: update.name }),
    ...(update.webhook_notification_email === undefined
      ? {}
      : { webhookNotificationEmail: update.webhook_notification_email }),
    ...(update.restrict_project_create_to_admin === undefined
      ? {}
      : { restrictProjectCreateToAdmin: update.restrict_project_create_to_admin }),
    ...(update.force_2fa === undefined ? {} : { force2fa: update.force_2fa }),
  };
}
