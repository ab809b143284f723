import type { ExportedEnvironment } from '../../contract/organisation-export.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { sealServerKey } from '../environments/server-keys.service.ts';
import { insertRows } from './bulk-rows.queries.ts';
import { findTakenHashes } from './existing.queries.ts';
import { count, type Writing } from './writing.service.ts';

/** Writes the server-side keys that no environment of this server has, sealed. */
export async function writeServerKeys(
  writing: Writing,
  environmentId: number,
  keys: NonNullable<ExportedEnvironment['server_keys']>,
): Promise<void> {
  const { write, issues } = writing;
  const hashed = await Promise.all(keys.map(async (one) => ({ ...one, hash: await sha256Hex(one.key) })));
  const taken = await findTakenHashes(
    write.db,
    hashed.map(({ hash }) => hash),
  );
  const rows = [];
  for (const { name, key, hash, active, expires_at: expiresAt } of hashed) {
    const fault = taken.has(hash)
      ? 'It is in use on this server.'
      : key.startsWith('ser.')
        ? null
        : 'It does not begin with "ser.".';
    if (fault !== null) {
      issues.add('server-side key', name, `${fault} It was left out.`);
      continue;
    }
    taken.add(hash);
    rows.push({
      environment_id: environmentId,
      key: await sealServerKey(write.context, environmentId, key),
      key_hash: hash,
      name,
      active: active ?? true,
      expires_at: expiresAt ?? null,
    });
  }
  await insertRows(write.db, 'environment_api_keys', rows);
  count(writing, 'server_keys', rows.length);
}
