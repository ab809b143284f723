import type { TransferredFeature } from '../../contract/feature-transfers.ts';
import type { FeatureImport } from '../../contract/project-lists.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid } from '../../core/errors.ts';
import { recordAudit, transact, type AuditEntry, type Write } from '../audit/transact.service.ts';
import { lockEnvironmentFor } from '../environments/managed-environments.service.ts';
import { checkName } from '../features/feature-rules.service.ts';
import { hideFeature } from '../features/features.service.ts';
import { lockProjectFor } from '../projects/project-lock.service.ts';
import { readNow } from './bulk-rows.queries.ts';
import { listFeatures } from './existing.queries.ts';
import { writeContents } from './write-contents.service.ts';
import { Issues } from './contents.ts';
import { newIds } from './writing.service.ts';
import { toContents } from './feature-contents.mappers.ts';
import { endImport, failImport, failOldTransfers, insertImport } from './feature-transfers.queries.ts';

type Strategy = FeatureImport['strategy'];
type Input = { file: TransferredFeature[]; strategy: Strategy };

/**
 * Brings features into the environment's project, with what they are in this environment; in the others they are what new features are.
 * One transaction: all of them or none. A name that the project has is left alone (SKIP), or its feature is deleted first, with its
 * overrides (OVERWRITE_DESTRUCTIVE). Throws INVALID for a file that is no export, or while another import runs here.
 */
export async function importFeatures(context: Context, scope: Scope, input: Input): Promise<FeatureImport> {
  const { db } = context.database;
  const environmentId = scope.environmentId ?? 0;
  await failOldTransfers(db);
  const { id } = await begin(context, environmentId, input);
  try {
    return await transact(context, async (write) => {
      recordAudit(write, await bring(write, scope, input.file, input.strategy));
      return endImport(write.db, id);
    });
  } catch (error) {
    await failImport(db, id);
    throw error;
  }
}

async function begin({ database }: Context, environmentId: number, input: Input) {
  try {
    return await insertImport(database.db, environmentId, input.strategy, JSON.stringify(input.file));
  } catch (error) {
    if (violatedConstraint(error) !== 'feature_imports_one_at_a_time') throw error;
    throw invalid('An import into this environment is running already.');
  }
}

/** Brings the features, and returns what is to be recorded of it all. */
async function bring(
  write: Write,
  scope: Scope,
  features: TransferredFeature[],
  strategy: Strategy,
): Promise<AuditEntry> {
  const project = await lockProjectFor(write, scope.projectId ?? 0);
  const environment = await lockEnvironmentFor(write, scope.environmentId ?? 0);
  const place = { organisationId: scope.organisationId, projectId: project.id };
  for (const { name } of features) checkName(name, project.featureNameRegex);
  if (strategy === 'OVERWRITE_DESTRUCTIVE') await makeRoom(write, place, features);
  const ids = newIds();
  const issues = new Issues();
  const counts: Record<string, number> = {};
  await writeContents(
    {
      write,
      place: { ...place, preventFlagDefaults: project.preventFlagDefaults },
      now: await readNow(write.db),
      issues,
      counts,
      modelFields: new Map(),
      ids,
      step: async () => undefined,
    },
    toContents(features, environment.name),
  );
  for (const [index, { name }] of features.entries()) {
    const objectId = ids.features.find(index + 1);
    if (objectId === null) continue;
    const log = `Feature created: ${name}, by an import`;
    recordAudit(write, { ...place, log, type: 'FEATURE', change: 'CREATE', objectId, after: { name } });
  }
  return {
    ...place,
    environmentId: environment.id,
    log: `Features imported: ${counts['features'] ?? 0} of ${features.length}`,
    type: 'IMPORT_REQUEST',
    change: 'CREATE',
    after: { strategy, imported: counts['features'] ?? 0, left_out: issues.total },
  };
}

async function makeRoom(
  write: Write,
  place: { organisationId: number; projectId: number },
  features: readonly TransferredFeature[],
): Promise<void> {
  const names = new Set(features.map(({ name }) => name.toLowerCase()));
  for (const feature of await listFeatures(write.db, place.projectId)) {
    if (names.has(feature.name)) recordAudit(write, await hideFeature(write, place, feature));
  }
}
