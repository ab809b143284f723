import { fulfils, type Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { forbidden, notFound } from '../../core/errors.ts';
import type { Feature, FeatureUpdate } from '../../contract/features.ts';
import { recordAudit, transact, type AuditEntry, type Write } from '../audit/transact.service.ts';
import { replaceMetadata } from '../metadata/metadata-values.service.ts';
import { lockProjectFor } from '../projects/project-lock.service.ts';
import { tagFeature } from './create-feature.service.ts';
import { applyOptionChanges, compareOptions } from './feature-option-changes.service.ts';
import { placeOf, type FeaturePlace } from './feature-place.ts';
import { namingFaults } from './feature-rules.service.ts';
import { lockFeature, updateFeatureRow, type NewFeature, type StoredFeature } from './features.queries.ts';
import { readFeature, touchProject } from './features.service.ts';
import { listOptions } from './multivariate-options.queries.ts';
import { describeOptions, type OptionAudit } from './option-audit.mappers.ts';

/** What SDKs do not see of a feature. */
const INVISIBLE = new Set(['tags', 'metadata']);

/** Changes what the request speaks of; the rest stays. Throws NOT_FOUND, INVALID; FORBIDDEN as `createFeature`. */
export async function updateFeature(
  context: Context,
  scope: Scope,
  featureId: number,
  input: FeatureUpdate,
): Promise<Feature> {
  const place = placeOf(scope);
  return namingFaults(() =>
    transact(context, async (write) => {
      // No environment may be made while options come and go; the project is locked before the feature, as everywhere.
      if (input.multivariate_options !== undefined) await lockProjectFor(write, place.projectId);
      const stored = await lockFeature(write.db, place.projectId, featureId);
      if (stored === null) throw notFound();
      const before = await readFeature(write.db, place.projectId, featureId);
      const options = await changeOptions(write, scope, stored, input);
      await updateColumns(write, stored, input, options);
      if (input.tags !== undefined) await tagFeature(write, place, featureId, input.tags);
      await replaceMetadata(write, place, 'feature', featureId, input.metadata ?? null);
      const after = await readFeature(write.db, place.projectId, featureId);
      const changed = changedFields(before, after);
      if (changed !== null) recordAudit(write, describeUpdate(place, stored, changed));
      for (const entry of describeOptions(place, stored, options.audit)) recordAudit(write, entry);
      const isVisible = changed !== null && Object.keys(changed.after).some((field) => !INVISIBLE.has(field));
      if (isVisible || options.isChanged) await touchProject(write, place.projectId, 'feature');
      return after;
    }),
  );
}

/** compat: a list of options replaces those that are; only who administers the project may change them in this way. */
async function changeOptions(
  write: Write,
  scope: Scope,
  { id }: StoredFeature,
  { multivariate_options: wanted }: FeatureUpdate,
) {
  const current = await listOptions(write.db, id);
  const nothing: OptionAudit = { added: [], updated: [], removed: [] };
  if (wanted === undefined) return { count: current.length, isChanged: false, audit: nothing };
  const changes = compareOptions(current, wanted);
  const { added, updated, removed } = changes;
  if (added.length + updated.length + removed.length === 0) {
    return { count: current.length, isChanged: false, audit: nothing };
  }
  if (!fulfils(scope.grants, 'PROJECT_ADMIN')) throw forbidden();
  const inserted = await applyOptionChanges(write.db, id, changes);
  return {
    count: current.length - removed.length + inserted.length,
    isChanged: true,
    audit: { added: inserted, updated, removed },
  };
}

async function updateColumns(
  write: Write,
  stored: StoredFeature,
  input: FeatureUpdate,
  options: { count: number; audit: OptionAudit },
): Promise<void> {
  // compat: without options the type is the caller's to choose; the last option takes it along.
  const chosen = options.audit.removed.length > 0 ? 'STANDARD' : input.type || stored.type;
  const type = options.count > 0 ? 'MULTIVARIATE' : chosen;
  const changes: Partial<NewFeature> = {
    type,
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(input.is_archived === undefined ? {} : { isArchived: input.is_archived }),
    ...(input.is_server_key_only === undefined ? {} : { isServerKeyOnly: input.is_server_key_only }),
  };
  await updateFeatureRow(write.db, stored.id, changes);
}

type Changed = { before: Record<string, unknown>; after: Record<string, unknown> };

function changedFields(before: Feature, after: Feature): Changed | null {
  const fields = ['type', 'description', 'is_archived', 'is_server_key_only', 'tags'] as const;
  const changed: Changed = { before: {}, after: {} };
  for (const field of fields) {
    if (JSON.stringify(before[field]) === JSON.stringify(after[field])) continue;
    changed.before[field] = before[field];
    changed.after[field] = after[field];
  }
  const [metadataBefore, metadataAfter] = [before, after].map(({ metadata }) =>
    metadata.map(({ model_field: field, field_value: value }) => ({ model_field: field, field_value: value })),
  );
  if (JSON.stringify(metadataBefore) !== JSON.stringify(metadataAfter)) {
    changed.before['metadata'] = metadataBefore;
    changed.after['metadata'] = metadataAfter;
  }
  return Object.keys(changed.after).length === 0 ? null : changed;
}

function describeUpdate(place: FeaturePlace, feature: StoredFeature, changed: Changed): AuditEntry {
  return {
    ...place,
    log: `Feature updated: ${feature.name}`,
    type: 'FEATURE',
    change: 'UPDATE',
    objectId: feature.id,
    objectUuid: feature.uuid,
    ...changed,
  };
}
