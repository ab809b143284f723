import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { findAdministeredOrganisationIds } from '../permissions/administered.service.ts';
import { toAuditLog, toAuditLogDetail } from './audit-logs.mappers.ts';
import {
  countAuditLogs,
  findAuditLog,
  listAuditLogs,
  type AuditFilter,
  type AuditOwner,
} from './audit-logs.queries.ts';

export async function listLogs(
  { database }: Context,
  owner: AuditOwner,
  filter: AuditFilter,
  window: { limit: number; offset: number },
) {
  const [count, rows] = await Promise.all([
    countAuditLogs(database.db, owner, filter),
    listAuditLogs(database.db, owner, filter, window),
  ]);
  return { count, items: rows.map(toAuditLog) };
}

/** As `listLogs`, with what changed in each. */
export async function listLogDetails(
  { database }: Context,
  owner: AuditOwner,
  filter: AuditFilter,
  window: { limit: number; offset: number },
) {
  const [count, rows] = await Promise.all([
    countAuditLogs(database.db, owner, filter),
    listAuditLogs(database.db, owner, filter, window),
  ]);
  return { count, items: rows.map(toAuditLogDetail) };
}

export async function getLog({ database }: Context, owner: AuditOwner, id: number) {
  const row = await findAuditLog(database.db, owner, id);
  if (row === null) throw notFound();
  return toAuditLogDetail(row);
}

/** The organisations that the caller administers, as an owner of logs. */
export async function ownLogs(context: Context): Promise<AuditOwner> {
  return { organisationIds: await findAdministeredOrganisationIds(context), projectId: null };
}
