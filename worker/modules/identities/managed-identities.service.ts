import type { Identity, IdentityInput, IdentityPatch } from '../../contract/identities.ts';
import type { Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, touchEnvironment, transact } from '../audit/transact.service.ts';
import {
  countIdentities,
  deleteIdentity,
  findIdentity,
  insertIdentity,
  listIdentities,
  listRecentIdentities,
  lockIdentity,
  updateIdentity,
  type IdentityRow,
  type IdentitySearch,
} from './managed-identities.queries.ts';
import { listTraitsByIdentity } from './managed-traits.queries.ts';

/** compat: a search in double quotes is for the whole identifier. */
export function readSearch(query: string | undefined): IdentitySearch {
  const text = (query ?? '').replaceAll('\0', '').trim();
  if (text === '') return null;
  const alias = /^dashboard_alias:(.*)$/is.exec(text);
  if (alias !== null) return { kind: 'alias', text: (alias[1] ?? '').trim().toLowerCase() };
  const quoted = /^"(.+)"$/s.exec(text);
  return quoted === null ? { kind: 'part', text } : { kind: 'whole', text: quoted[1] ?? '' };
}

export async function showIdentities(
  { database }: Context,
  { environmentId }: Scope,
  search: IdentitySearch,
  window: { limit: number; offset: number },
) {
  const [count, rows] = await Promise.all([
    countIdentities(database.db, environmentId ?? 0, search),
    listIdentities(database.db, environmentId ?? 0, search, window),
  ]);
  return { count, items: rows.map(toIdentity) };
}

/** With their traits, as SDKs are answered by; the newest first. */
export async function showRecentIdentities(
  { database }: Context,
  { environmentId }: Scope,
  search: IdentitySearch,
  window: { limit: number; offset: number },
) {
  const [count, rows] = await Promise.all([
    countIdentities(database.db, environmentId ?? 0, search),
    listRecentIdentities(database.db, environmentId ?? 0, search, window),
  ]);
  const traits = await listTraitsByIdentity(
    database.db,
    environmentId ?? 0,
    rows.map(({ id }) => id),
  );
  const items = rows.map((row) => {
    const { id, identifier, dashboard_alias } = toIdentity(row);
    return { id, identifier, dashboard_alias, traits: traits.get(id) ?? {} };
  });
  return { count, items };
}

export async function getIdentity({ database }: Context, { environmentId }: Scope, id: number): Promise<Identity> {
  const row = await findIdentity(database.db, environmentId ?? 0, id);
  if (row === null) throw notFound();
  return toIdentity(row);
}

export async function createIdentity(context: Context, scope: Scope, input: IdentityInput): Promise<Identity> {
  const values = {
    environmentId: scope.environmentId ?? 0,
    identifier: input.identifier,
    dashboardAlias: aliasOf(input.dashboard_alias),
  };
  return withUniqueIdentifier(() =>
    transact(context, async (write) => {
      const row = await insertIdentity(write.db, values);
      recordAudit(write, { ...describe(scope, row), log: `Identity created: ${row.identifier}`, change: 'CREATE' });
      return toIdentity(row);
    }),
  );
}

export async function changeIdentity(
  context: Context,
  scope: Scope,
  id: number,
  input: IdentityPatch,
): Promise<Identity> {
  const environmentId = scope.environmentId ?? 0;
  const { row, oldIdentifier } = await withUniqueIdentifier(() =>
    transact(context, async (write) => {
      const before = await lockIdentity(write.db, environmentId, id);
      if (before === null) throw notFound();
      const values = {
        ...(input.identifier === undefined ? {} : { identifier: input.identifier }),
        ...(input.dashboard_alias === undefined ? {} : { dashboardAlias: aliasOf(input.dashboard_alias) }),
      };
      const after =
        Object.keys(values).length === 0 ? before : await updateIdentity(write.db, environmentId, id, values);
      const changes = findChanges(toIdentity(before), toIdentity(after));
      const result = { row: after, oldIdentifier: before.identifier };
      if (changes === null) return result;
      recordAudit(write, {
        ...describe(scope, after),
        log: `Identity updated: ${after.identifier}`,
        change: 'UPDATE',
        ...changes,
      });
      if (before.identifier !== after.identifier) touchEnvironment(write, environmentId, 'identity');
      return result;
    }),
  );
  // Not before the commit: whoever asks meanwhile would keep what was.
  if (oldIdentifier !== row.identifier) await context.identities.forget(environmentId, oldIdentifier);
  return toIdentity(row);
}

export async function removeIdentity(context: Context, scope: Scope, id: number): Promise<void> {
  const environmentId = scope.environmentId ?? 0;
  const identifier = await transact(context, async (write) => {
    const row = await lockIdentity(write.db, environmentId, id);
    if (row === null) throw notFound();
    await deleteIdentity(write.db, environmentId, id);
    recordAudit(write, { ...describe(scope, row), log: `Identity deleted: ${row.identifier}`, change: 'DELETE' });
    touchEnvironment(write, environmentId, 'identity');
    return row.identifier;
  });
  await context.identities.forget(environmentId, identifier);
}

function toIdentity(row: IdentityRow): Identity {
  return {
    id: row.id,
    identifier: row.identifier,
    environment: row.environmentId,
    dashboard_alias: row.dashboardAlias,
  };
}

const aliasOf = (alias: string | null | undefined) => alias?.toLowerCase() || null;

function describe({ organisationId, projectId, environmentId }: Scope, row: IdentityRow) {
  return {
    organisationId,
    projectId,
    environmentId,
    type: 'IDENTITY' as const,
    objectId: row.id,
    objectUuid: row.uuid,
  };
}

async function withUniqueIdentifier<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (violatedConstraint(error) !== 'identities_identifier_unique') throw error;
    throw invalid({ non_field_errors: ['The fields environment, identifier must make a unique set.'] });
  }
}
