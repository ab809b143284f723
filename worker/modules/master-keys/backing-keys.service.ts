import { randomKey } from '../../core/random-key.ts';
import { sha256Hex } from '../../core/sha256.ts';
import type { Write } from '../audit/transact.service.ts';
import {
  deleteRolesOfMasterKey,
  insertMasterKey,
  updateBackingKeyRow,
  type MasterKeyRow,
} from './master-keys.queries.ts';

/** A key that carries the permissions of something else and opens nothing by itself: its secret is thrown away. */
export async function createBackingKey(
  write: Write,
  values: { organisationId: number; name: string; isAdmin: boolean; createdById: number | null },
): Promise<MasterKeyRow | null> {
  const prefix = randomKey(8);
  return insertMasterKey(write.db, { ...values, prefix, keyHash: await sha256Hex(`${prefix}.${randomKey(32)}`) });
}

/** One that becomes an administrator loses its roles. */
export async function changeBackingKey(
  write: Write,
  current: MasterKeyRow,
  values: { name: string; isAdmin: boolean },
): Promise<void> {
  const { organisationId, id } = current;
  await updateBackingKeyRow(write.db, organisationId, id, values);
  if (values.isAdmin && !current.isAdmin) await deleteRolesOfMasterKey(write.db, organisationId, id);
}

export async function deleteBackingKey(write: Write, { organisationId, id }: MasterKeyRow): Promise<void> {
  await updateBackingKeyRow(write.db, organisationId, id, { deletedAt: write.context.now() });
}
