import type { CreatedMasterKey, MasterKey, MasterKeyUpdate, NewMasterKey } from '../../contract/master-keys.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { randomKey } from '../../core/random-key.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { toMasterKey } from './master-keys.mappers.ts';
import {
  countMasterKeys,
  deleteRolesOfMasterKey,
  findMasterKey,
  insertMasterKey,
  listMasterKeys as selectMasterKeys,
  updateMasterKeyRow,
  type MasterKeyRow,
} from './master-keys.queries.ts';

const PREFIX_LENGTH = 8;
const SECRET_LENGTH = 32;

export async function listMasterKeys(
  context: Context,
  organisationId: number,
  window: { limit: number; offset: number },
) {
  const { db } = context.database;
  const [count, rows] = await Promise.all([
    countMasterKeys(db, organisationId),
    selectMasterKeys(db, organisationId, window),
  ]);
  return { count, items: rows.map((row) => toMasterKey(row, context.now())) };
}

export async function getMasterKey(context: Context, organisationId: number, name: string): Promise<MasterKey> {
  const row = await findMasterKey(context.database.db, organisationId, toPrefix(name));
  if (row === null) throw notFound();
  return toMasterKey(row, context.now());
}

/** The answer alone holds the key: only its hash is kept. */
export async function createMasterKey(
  context: Context,
  organisationId: number,
  input: NewMasterKey,
): Promise<CreatedMasterKey> {
  const prefix = randomKey(PREFIX_LENGTH);
  const key = `${prefix}.${randomKey(SECRET_LENGTH)}`;
  const values = {
    organisationId,
    prefix,
    keyHash: await sha256Hex(key),
    name: input.name ?? '',
    isAdmin: input.is_admin ?? true,
    expiryDate: input.expiry_date ?? null,
    createdById: context.actor?.kind === 'user' ? context.actor.id : null,
  };
  return transact(context, async (write) => {
    const row = await insertMasterKey(write.db, values);
    if (row === null) throw notFound();
    recordAudit(write, {
      organisationId,
      log: `Master key created: ${row.name}`,
      type: 'KEY',
      change: 'CREATE',
      objectId: row.id,
      after: { ...auditable(row), prefix },
    });
    return { ...toMasterKey(row, context.now()), key };
  });
}

/** A key that becomes an administrator loses its roles. One that is revoked can no longer be seen. */
export async function updateMasterKey(
  context: Context,
  organisationId: number,
  name: string,
  update: MasterKeyUpdate,
): Promise<MasterKey> {
  return transact(context, async (write) => {
    const current = await findMasterKey(write.db, organisationId, toPrefix(name));
    if (current === null) throw notFound();
    const values = {
      name: update.name ?? current.name,
      isAdmin: update.is_admin ?? current.isAdmin,
      revoked: update.revoked ?? current.revoked,
      expiryDate: update.expiry_date === undefined ? current.expiryDate : update.expiry_date,
    };
    const after = { ...current, ...values };
    const changes = findChanges(auditable(current), auditable(after));
    if (changes !== null) {
      const row = await updateMasterKeyRow(write.db, organisationId, current.id, values);
      if (row === null) throw notFound();
      if (values.isAdmin && !current.isAdmin) await deleteRolesOfMasterKey(write.db, organisationId, current.id);
      recordAudit(write, {
        organisationId,
        log: `Master key updated: ${values.name}`,
        type: 'KEY',
        change: 'UPDATE',
        objectId: current.id,
        ...changes,
      });
    }
    return toMasterKey(after, context.now());
  });
}

export async function deleteMasterKey(context: Context, organisationId: number, name: string): Promise<void> {
  await transact(context, async (write) => {
    const current = await findMasterKey(write.db, organisationId, toPrefix(name));
    const deletedAt = context.now();
    const row = current === null ? null : await updateMasterKeyRow(write.db, organisationId, current.id, { deletedAt });
    if (row === null) throw notFound();
    recordAudit(write, {
      organisationId,
      log: `Master key deleted: ${row.name}`,
      type: 'KEY',
      change: 'DELETE',
      objectId: row.id,
      before: { name: row.name, prefix: row.prefix },
    });
  });
}

function auditable({ name, isAdmin, revoked, expiryDate }: MasterKeyRow) {
  return { name, is_admin: isAdmin, revoked, expiry_date: expiryDate?.toISOString() ?? null };
}

/** Clients name a key by its prefix or by its whole id. */
function toPrefix(name: string): string {
  return name.split('.', 1)[0]?.replaceAll('\0', '') ?? '';
}
