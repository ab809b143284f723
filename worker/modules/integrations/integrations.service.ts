import { HIDDEN, type ConfiguredKind } from '../../contract/integrations.ts';
import type { Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, touchEnvironment, transact, type AuditEntry, type Write } from '../audit/transact.service.ts';
import { KIND_FACTS, isConfiguredKind } from './integration-kinds.ts';
import { sealFields } from './integration-secrets.service.ts';
import {
  deleteIntegrationRow,
  findIntegration,
  insertIntegration,
  listIntegrations,
  updateIntegrationRow,
  type IntegrationKind,
  type IntegrationRow,
} from './integrations.queries.ts';

type Fields = Record<string, unknown>;

/** What is configured at the place; secrets are never shown. */
export async function showIntegrations({ database }: Context, place: Scope, kind: IntegrationKind) {
  return (await listIntegrations(database.db, place, kind)).map(present);
}

/** Throws NOT_FOUND. */
export async function showIntegration({ database }: Context, place: Scope, kind: ConfiguredKind, id: number) {
  const row = await findIntegration(database.db, place, kind, id);
  if (row === null) throw notFound();
  return present(row);
}

/** Throws INVALID for an address that requests may not go to, and where the kind is configured already. */
export async function createIntegration(context: Context, place: Scope, kind: ConfiguredKind, input: Fields) {
  const { defaults, title } = KIND_FACTS[kind];
  const fields = { ...defaults, ...input };
  requireFields(context, kind, fields);
  const uuid = crypto.randomUUID();
  const { organisationId } = place;
  const values = { uuid, ...(await sealFields(context, { uuid, organisationId }, kind, fields)) };
  const row = await transact(context, async (write) => {
    const row = await insertIntegration(write.db, place, kind, values);
    if (row === null) throw invalid(`${title} is configured here already.`);
    const what = { log: `Integration created: ${title}`, change: 'CREATE' as const, after: row.settings };
    recordAudit(write, describe(place, row, what));
    publishListening(write, place, kind);
    return row;
  });
  return present(row);
}

/** Fields that are left out, and secrets that are sent back hidden, stay. That a secret changed is recorded, the secret is not. */
export async function updateIntegration(
  context: Context,
  place: Scope,
  kind: ConfiguredKind,
  id: number,
  input: Fields,
) {
  const { title, secrets } = KIND_FACTS[kind];
  const given = Object.fromEntries(
    Object.entries(input).filter(
      ([name, value]) => value !== undefined && !(secrets.includes(name) && value === HIDDEN),
    ),
  );
  requireFields(context, kind, given);
  const row = await transact(context, async (write) => {
    const current = await findIntegration(write.db, place, kind, id);
    if (current === null) throw notFound();
    const fresh = await sealFields(context, current, kind, given);
    const emptied = secrets.filter((name) => given[name] === '');
    const kept = Object.entries(current.secrets).filter(([name]) => !emptied.includes(name));
    const values = {
      settings: { ...current.settings, ...fresh.settings },
      secrets: { ...Object.fromEntries(kept), ...fresh.secrets },
    };
    const isNewSecret = secrets.some((name) => given[name] !== undefined);
    const after = { ...values.settings, ...(isNewSecret ? { secret: 'changed' } : {}) };
    const changes = findChanges<object>(current.settings, after);
    if (changes === null) return current;
    const row = await updateIntegrationRow(write.db, place, kind, id, values);
    if (row === null) throw notFound();
    const what = { log: `Integration updated: ${title}`, change: 'UPDATE' as const, ...changes };
    recordAudit(write, describe(place, row, what));
    return row;
  });
  return present(row);
}

/** Throws NOT_FOUND. */
export async function deleteIntegration(context: Context, place: Scope, kind: ConfiguredKind, id: number) {
  await transact(context, async (write) => {
    const row = await deleteIntegrationRow(write.db, place, kind, id);
    if (row === null) throw notFound();
    const log = `Integration deleted: ${KIND_FACTS[kind].title}`;
    recordAudit(write, describe(place, row, { log, change: 'DELETE', before: row.settings }));
    publishListening(write, place, kind);
  });
}

/** Whether anybody listens is part of what an environment publishes. */
function publishListening(write: Write, { environmentId }: Scope, kind: ConfiguredKind): void {
  if (environmentId !== null && KIND_FACTS[kind].tells === 'identities') {
    touchEnvironment(write, environmentId, 'integration');
  }
}

/** As answers show it: secrets hidden. */
export function present({ id, kind, settings, secrets }: IntegrationRow) {
  const names = isConfiguredKind(kind) ? KIND_FACTS[kind].secrets : [];
  const hidden = names.map((name) => [name, secrets[name] === undefined ? '' : HIDDEN] as const);
  return { ...settings, ...Object.fromEntries(hidden), id };
}

/** Throws INVALID by field. */
function requireFields({ outbound }: Context, kind: ConfiguredKind, fields: Fields): void {
  const { address, mayBePlain, secrets } = KIND_FACTS[kind];
  const target = fields[address];
  const fault = typeof target === 'string' ? outbound.findFault(target, mayBePlain ? { mayBePlain } : {}) : null;
  if (fault !== null) throw invalid({ [address]: [fault] });
  for (const name of secrets) if (fields[name] === HIDDEN) throw invalid({ [name]: ['Give the secret itself.'] });
  const secret = fields['secret'];
  if (kind === 'sentry' && typeof secret === 'string' && secret.length < 10) {
    throw invalid({ secret: ['Ensure this field has at least 10 characters.'] });
  }
}

function describe(
  { organisationId, projectId, environmentId }: Scope,
  { id, uuid }: IntegrationRow,
  what: Pick<AuditEntry, 'log' | 'change' | 'before' | 'after'>,
): AuditEntry {
  return { organisationId, projectId, environmentId, type: 'INTEGRATION', objectId: id, objectUuid: uuid, ...what };
}
