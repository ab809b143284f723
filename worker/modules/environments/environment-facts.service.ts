import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { findFirstRequest } from '../usage/first-request.service.ts';
import { countMetrics, deleteTraitEverywhere, listTraitKeys } from './environment-facts.queries.ts';
import { loadEnvironmentSnapshot } from './environment-snapshot.service.ts';
import { findEnvironment, markFirstEvaluation } from './managed-environments.queries.ts';
import { findEnvironmentIdByClientKey } from './environments.queries.ts';

/** The environment document as it would be published now. */
export async function buildDocument({ database }: Context, { environmentId }: Scope) {
  const { snapshot } = await loadEnvironmentSnapshot(database, environmentId ?? 0);
  if (snapshot === null) throw notFound();
  return snapshot.document;
}

export async function showTraitKeys({ database }: Context, { environmentId }: Scope) {
  return { keys: await listTraitKeys(database.db, environmentId ?? 0) };
}

export async function deleteTraits(context: Context, scope: Scope, key: string): Promise<void> {
  const { organisationId, projectId, environmentId } = scope;
  await transact(context, async (write) => {
    const identities = await deleteTraitEverywhere(write.db, environmentId ?? 0, key);
    if (identities === 0) return;
    recordAudit(write, {
      organisationId,
      projectId,
      environmentId,
      log: `Trait deleted from every identity: ${key}`,
      type: 'IDENTITY',
      change: 'DELETE',
      after: { identities },
    });
  });
}

export async function showMetrics({ database }: Context, { environmentId }: Scope) {
  const counts = await countMetrics(database.db, environmentId ?? 0);
  const metric = (entity: string, name: string, description: string, value: number, rank: number) => ({
    value,
    description,
    name,
    entity,
    rank,
  });
  return {
    metrics: [
      metric('features', 'total_features', 'Total features', counts.features, 1),
      metric('features', 'enabled_features', 'Enabled features', counts.enabled, 2),
      metric('segments', 'segment_overrides', 'Segment overrides', counts.segment_overrides, 3),
      metric('identities', 'identity_overrides', 'Identity overrides', counts.identity_overrides, 4),
    ],
  };
}

/** Whether and by what flags of the environment were first asked for. compat: anybody who knows the key may see and set it. */
export async function showOnboarding(context: Context, clientKey: string) {
  const { database } = context;
  const id = await findEnvironmentIdByClientKey(database.query, clientKey);
  const row = id === null ? null : await findEnvironment(database.db, id);
  if (row === null) throw notFound();
  // Nobody need report it: what was counted tells as well.
  const counted = row.firstEvaluatedAt === null ? await findFirstRequest(context, row.id) : null;
  return {
    first_evaluated_at: (row.firstEvaluatedAt ?? counted?.blockStart)?.toISOString() ?? null,
    first_evaluated_sdk_label: row.firstEvaluatedSdkLabel ?? (counted?.userAgent || null),
  };
}

/** Only the first report counts. */
export async function reportFirstEvaluation(context: Context, clientKey: string, label: string | null) {
  const id = await findEnvironmentIdByClientKey(context.database.query, clientKey);
  if (id === null) throw notFound();
  await markFirstEvaluation(context.database.db, id, label, context.now());
  return showOnboarding(context, clientKey);
}
