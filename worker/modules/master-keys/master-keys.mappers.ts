import type { MasterKey } from '../../contract/master-keys.ts';
import type { MasterKeyRow } from './master-keys.queries.ts';

/** `now` decides whether the key has expired. */
export function toMasterKey(row: MasterKeyRow, now: Date): MasterKey {
  return {
    id: `${row.prefix}.${row.keyHash}`,
    prefix: row.prefix,
    created: row.created.toISOString(),
    name: row.name,
    revoked: row.revoked,
    expiry_date: row.expiryDate?.toISOString() ?? null,
    is_admin: row.isAdmin,
    has_expired: row.expiryDate !== null && row.expiryDate <= now,
    created_by: row.createdById,
  };
}
