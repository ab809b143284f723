import type { Db } from '../../../drizzle/db.ts';
import { deleteRolesOfMasterKey, insertMasterKey } from './master-keys.queries.ts';

type BackingKey = NonNullable<Awaited<ReturnType<typeof insertMasterKey>>>;

/** Makes a key that nobody holds the secret of: it only says what those may do who act by it. */
export async function insertBackingKey(
  db: Db,
  values: Parameters<typeof insertMasterKey>[1],
): Promise<BackingKey | null> {
  return insertMasterKey(db, values);
}

export async function detachRoles(db: Db, organisationId: number, keyId: number): Promise<void> {
  await deleteRolesOfMasterKey(db, organisationId, keyId);
}
