import { fulfils, fulfilsWithTags, type Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { forbidden, invalid, notFound } from '../../core/errors.ts';
import type { Db } from '../../../drizzle/db.ts';
import type { Feature } from '../../contract/features.ts';
import { recordAudit, touchEnvironment, transact, type AuditEntry, type Write } from '../audit/transact.service.ts';
import { announceState, listLiveRows } from '../feature-states/state-changes.service.ts';
import { listMetadata } from '../metadata/metadata-values.service.ts';
import type { FeatureFilter } from './feature-filter.ts';
import { countFeatures, findFeatureRow, listFeatureRows, type FeatureWindow } from './feature-pages.queries.ts';
import { placeOf, type FeaturePlace } from './feature-place.ts';
import { toFeature } from './features.mappers.ts';
import {
  listFeatureTagIds,
  listLiveEnvironmentIds,
  lockFeature,
  softDeleteFeature,
  type StoredFeature,
} from './features.queries.ts';

/** One page of the project's features and the number of all. Throws INVALID for a filter on states without an environment. */
export async function listFeatures({ database }: Context, scope: Scope, filter: FeatureFilter, window: FeatureWindow) {
  const { projectId } = placeOf(scope);
  if (filter.environmentId === null && (filter.isEnabled !== null || filter.valueSearch !== null)) {
    throw invalid({ environment: ['An environment is required to filter by state or value.'] });
  }
  const [count, rows] = await Promise.all([
    countFeatures(database.db, projectId, filter),
    listFeatureRows(database.db, projectId, filter, window),
  ]);
  const metadata = await listMetadata(
    database.db,
    'feature',
    rows.map(({ id }) => id),
  );
  return { count, items: rows.map((row) => toFeature(row, metadata.get(row.id) ?? [])) };
}

/** One feature, as it is seen in the environment if one is named. Throws NOT_FOUND. */
export async function getFeature(
  { database }: Context,
  scope: Scope,
  featureId: number,
  environmentId: number | null = null,
): Promise<Feature> {
  return readFeature(database.db, placeOf(scope).projectId, featureId, environmentId);
}

/** As `getFeature`, also within a transaction. */
export async function readFeature(
  db: Db,
  projectId: number,
  featureId: number,
  environmentId: number | null = null,
): Promise<Feature> {
  const row = await findFeatureRow(db, projectId, featureId, environmentId);
  if (row === null) throw notFound();
  const metadata = await listMetadata(db, 'feature', [featureId]);
  return toFeature(row, metadata.get(featureId) ?? []);
}

/** Throws FORBIDDEN without the permission for the feature's tags, NOT_FOUND. */
export async function deleteFeature(context: Context, scope: Scope, featureId: number): Promise<void> {
  const { organisationId, projectId } = placeOf(scope);
  const { grants } = scope;
  const mayByTag = grants.tagged.some(({ permissions }) => permissions.includes('DELETE_FEATURE'));
  // Before the look-up, so that who may delete nothing cannot tell which ids exist.
  if (!fulfils(grants, 'DELETE_FEATURE') && !mayByTag) throw forbidden();
  await transact(context, async (write) => {
    const feature = await lockFeature(write.db, projectId, featureId);
    if (feature === null) throw notFound();
    if (!fulfilsWithTags(grants, 'DELETE_FEATURE', await listFeatureTagIds(write.db, featureId))) throw forbidden();
    const defaults = [];
    for (const environmentId of await listLiveEnvironmentIds(write.db, projectId)) {
      defaults.push(
        ...(await listLiveRows(write.db, { environmentId, featureId })).filter((row) => row.segment_id === null),
      );
    }
    recordAudit(write, await hideFeature(write, { organisationId, projectId }, feature));
    for (const row of defaults) {
      announceState(write, { organisationId, environmentId: row.environment_id, featureId }, row, null);
    }
    await touchProject(write, projectId, 'feature');
  });
}

/** Deletes what is locked, and returns what is to be recorded. */
export async function hideFeature(
  write: Write,
  { organisationId, projectId }: FeaturePlace,
  { id, uuid, name }: Pick<StoredFeature, 'id' | 'uuid' | 'name'>,
): Promise<AuditEntry> {
  await softDeleteFeature(write.db, projectId, id);
  const log = `Feature deleted: ${name}`;
  const place = { organisationId, projectId, objectId: id, objectUuid: uuid };
  return { ...place, log, type: 'FEATURE', change: 'DELETE', before: { name } };
}

/** Asks for a new publication of every live environment of the project. */
export async function touchProject(write: Write, projectId: number, kind: string): Promise<void> {
  for (const id of await listLiveEnvironmentIds(write.db, projectId)) touchEnvironment(write, id, kind);
}
