import type { TransferredFeature } from '../../contract/feature-transfers.ts';
import type { FeatureExport } from '../../contract/project-lists.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { loadSnapshotWithin } from '../environments/written-snapshot.service.ts';
import { checkFound } from '../features/feature-rules.service.ts';
import { listTags } from './existing.queries.ts';
import { toTransferredFeatures } from './feature-contents.mappers.ts';
import { findExport, insertExport, listExportedFeatures } from './feature-transfers.queries.ts';

const MOST_CHARACTERS = 1_000_000;

/**
 * Keeps what the environment's features are now, to be downloaded: those with one of the tags, if tags are given; neither archived ones nor
 * overrides. More than a million characters are not kept: the export then has failed. Throws INVALID for a tag of another project.
 */
export async function exportFeatures(context: Context, scope: Scope, tagIds: number[]): Promise<FeatureExport> {
  const { organisationId, projectId, environmentId } = scope;
  const wanted = [...new Set(tagIds)];
  return transact(context, async (write) => {
    const known = await listTags(write.db, projectId ?? 0);
    checkFound(
      'tag_ids',
      wanted,
      known.map(({ id }) => id),
    );
    const rows = await listExportedFeatures(write.db, projectId ?? 0, wanted);
    const snapshot = await loadSnapshotWithin(write.db, environmentId ?? 0);
    const features = snapshot === null ? [] : toTransferredFeatures(rows, snapshot);
    const data = JSON.stringify(features);
    const kept = await insertExport(write.db, environmentId ?? 0, data.length > MOST_CHARACTERS ? null : data);
    recordAudit(write, {
      organisationId,
      projectId,
      environmentId,
      log: `Features exported: ${features.length}`,
      type: 'IMPORT_REQUEST',
      change: 'CREATE',
      objectId: kept.id,
    });
    return kept;
  });
}

/** Throws NOT_FOUND also for an export that failed. */
export async function downloadExport({ database }: Context, exportId: number): Promise<TransferredFeature[]> {
  const data = await findExport(database.db, exportId);
  if (data === null) throw notFound();
  return JSON.parse(data) as TransferredFeature[];
}
