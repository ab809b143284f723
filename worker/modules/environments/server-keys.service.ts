import type { ServerKey, ServerKeyInput, ServerKeyPatch } from '../../contract/environments.ts';
import type { Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { randomKey } from '../../core/random-key.ts';
import { SEALED_PLACES } from '../../core/sealed-places.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { logFailure } from '../../platform/log.ts';
import { recordAudit, touchEnvironment, transact } from '../audit/transact.service.ts';
import {
  deleteServerKey,
  insertServerKey,
  listServerKeys,
  lockServerKey,
  updateServerKey,
  type ServerKeyRow,
  type ServerKeyValues,
} from './server-keys.queries.ts';

export async function showServerKeys(
  context: Context,
  { environmentId }: Pick<Scope, 'environmentId'>,
): Promise<ServerKey[]> {
  const rows = await listServerKeys(context.database.db, environmentId ?? 0);
  return Promise.all(rows.map((row) => toServerKey(context, row)));
}

export async function createServerKey(context: Context, scope: Scope, input: ServerKeyInput): Promise<ServerKey> {
  const environmentId = scope.environmentId ?? 0;
  const key = `ser.${randomKey()}`;
  const values = {
    ...toValues(input),
    name: input.name,
    environmentId,
    key: await sealServerKey(context, environmentId, key),
    keyHash: await sha256Hex(key),
  };
  return transact(context, async (write) => {
    const row = await insertServerKey(write.db, values);
    recordAudit(write, {
      ...describe(scope, row),
      log: `Server-side key created: ${row.name}`,
      change: 'CREATE',
      after: summarise(row),
    });
    touchEnvironment(write, environmentId, 'key');
    return toServerKey(context, row);
  });
}

export async function changeServerKey(
  context: Context,
  scope: Scope,
  id: number,
  input: ServerKeyPatch,
): Promise<ServerKey> {
  const environmentId = scope.environmentId ?? 0;
  return transact(context, async (write) => {
    const before = await lockServerKey(write.db, environmentId, id);
    if (before === null) throw notFound();
    const values = toValues(input);
    const row = Object.keys(values).length === 0 ? before : await updateServerKey(write.db, id, values);
    const changes = findChanges(summarise(before), summarise(row));
    if (changes !== null) {
      recordAudit(write, {
        ...describe(scope, row),
        log: `Server-side key updated: ${row.name}`,
        change: 'UPDATE',
        ...changes,
      });
      touchEnvironment(write, environmentId, 'key');
    }
    return toServerKey(context, row);
  });
}

export async function removeServerKey(context: Context, scope: Scope, id: number): Promise<void> {
  const environmentId = scope.environmentId ?? 0;
  await transact(context, async (write) => {
    const row = await lockServerKey(write.db, environmentId, id);
    if (row === null) throw notFound();
    await deleteServerKey(write.db, id);
    recordAudit(write, {
      ...describe(scope, row),
      log: `Server-side key deleted: ${row.name}`,
      change: 'DELETE',
      before: summarise(row),
    });
    touchEnvironment(write, environmentId, 'key');
  });
}

/** compat: the whole key is shown whenever it is listed, so it is sealed and not hashed. */
async function toServerKey(context: Context, row: ServerKeyRow): Promise<ServerKey> {
  return {
    id: row.id,
    key: row.key.startsWith('ser.') ? row.key : await openKey(context, row),
    active: row.active,
    created_at: row.createdAt.toISOString(),
    name: row.name,
    expires_at: row.expiresAt?.toISOString() ?? null,
  };
}

/** A key that another secret than now has sealed still works, and must still be found to be deleted. */
async function openKey({ sealer, requestId }: Context, { id, environmentId, key }: ServerKeyRow): Promise<string> {
  try {
    return await sealer.open(key, SEALED_PLACES.serverKey(environmentId));
  } catch (error) {
    logFailure('environment.key.unreadable', error, { keyId: id, environmentId, requestId });
    return 'ser.';
  }
}

/** As the key is stored. */
export const sealServerKey = ({ sealer }: Pick<Context, 'sealer'>, environmentId: number, key: string) =>
  sealer.seal(key, SEALED_PLACES.serverKey(environmentId));

function toValues(input: ServerKeyPatch): ServerKeyValues {
  const values = { name: input.name, active: input.active, expiresAt: input.expires_at };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function summarise({ name, active, expiresAt }: ServerKeyRow) {
  return { name, active, expires_at: expiresAt?.toISOString() ?? null };
}

function describe({ organisationId, projectId, environmentId }: Scope, { id }: ServerKeyRow) {
  return { organisationId, projectId, environmentId, type: 'KEY' as const, objectId: id };
}
