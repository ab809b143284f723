import type { Flag } from '../../contract/flag-updates.ts';
import type { Actor, Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import { inferFeatureValue, toScalar } from '../../core/feature-value.ts';
import type { Context } from '../../core/context.ts';
import { DomainError, invalid, notFound } from '../../core/errors.ts';
import type { Db } from '../../../drizzle/db.ts';
import { recordAudit, touchEnvironment, transact, type AuditEntry, type Write } from '../audit/transact.service.ts';
import { checkCapacity, checkSegment, namingDuplicates } from '../feature-segments/override-places.service.ts';
import {
  announceVersion,
  environmentOf,
  findLineage,
  holdLineage,
  listLiveRows,
  toWeights,
  type Lineage,
  type StateRow,
} from '../feature-states/state-changes.service.ts';
import { isSameFlag, type FlagContent, type Origin } from './flag-content.ts';
import { toFacts, toFlag } from './flags.mappers.ts';
import { insertPublishedVersion, listDefaultWeights } from './flags.queries.ts';
import { writeInPlace } from './in-place.service.ts';

/** What the flag is to be, from what it is and what it was created with. May throw INVALID and NOT_FOUND. */
export type Plan = (flag: FlagContent, origin: Origin) => FlagContent;

/** What the feature is in the scope's environment. Throws NOT_FOUND. */
export async function getFlag({ database: { db } }: Context, scope: Scope, featureId: number): Promise<Flag> {
  const lineage = await findLineage(db, environmentOf(scope), featureId);
  if (lineage === null) throw notFound();
  const origin = await readOrigin(db, lineage);
  return toFlag(toFlagContent(await listLiveRows(db, lineage), origin), lineage.optionIds);
}

/**
 * Brings the feature to what the plan says, in place, or, where the environment uses versions, as a new version that is live at once; all
 * or nothing. Throws NOT_FOUND, INVALID, and where changes need approval what `gated` says: CONFLICT or FORBIDDEN.
 */
export async function writeFlag(
  context: Context,
  scope: Scope,
  featureId: number,
  plan: Plan,
  gated: 'CONFLICT' | 'FORBIDDEN' = 'CONFLICT',
): Promise<Flag> {
  return namingDuplicates(() =>
    transact(context, async (write) => {
      const lineage = await holdLineage(write, environmentOf(scope), featureId, { exclusive: true, capacity: true });
      if (lineage.minimumApprovals !== null) {
        throw new DomainError(gated, 'Changes in this environment go through change requests.', {
          wireCode: 'change_requests_enabled',
        });
      }
      const origin = await readOrigin(write.db, lineage);
      const rows = await listLiveRows(write.db, lineage);
      const before = toFlagContent(rows, origin);
      const wanted = plan(before, origin);
      if (isSameFlag(before, wanted)) return toFlag(before, lineage.optionIds);
      await checkAdded(write, lineage, before, wanted);
      const entries = lineage.usesVersions
        ? [await publishVersion(write, lineage, before, wanted)]
        : await writeInPlace(write, lineage, rows, wanted);
      for (const entry of entries) recordAudit(write, entry);
      touchEnvironment(write, lineage.environmentId, 'flag');
      const after = await listLiveRows(write.db, lineage);
      if (lineage.usesVersions) announceVersion(write, lineage, String(entries[0]?.objectUuid), rows, after);
      return toFlag(toFlagContent(after, origin), lineage.optionIds);
    }),
  );
}

async function checkAdded(write: Write, lineage: Lineage, before: FlagContent, wanted: FlagContent): Promise<void> {
  const added = wanted.overrides.filter(
    ({ segmentId }) => !before.overrides.some((one) => one.segmentId === segmentId),
  );
  for (const { segmentId } of added) await checkSegment(write, lineage, segmentId, 'segment_overrides');
  const more = wanted.overrides.length - before.overrides.length;
  if (added.length > 0 && more > 0) await checkCapacity(write, lineage, more);
}

async function publishVersion(
  write: Write,
  lineage: Lineage,
  before: FlagContent,
  wanted: FlagContent,
): Promise<AuditEntry> {
  const { organisationId, projectId, environmentId, featureName } = lineage;
  const uuid = await insertPublishedVersion(write.db, lineage, wanted, publisherOf(write.context.actor));
  return {
    organisationId,
    projectId,
    environmentId,
    type: 'EF_VERSION',
    change: 'CREATE',
    objectUuid: uuid,
    log: `Version published: ${featureName}`,
    ...findChanges(toFacts(before), toFacts(wanted)),
  };
}

/** What the feature was created with. */
async function readOrigin(db: Db, lineage: Lineage): Promise<Origin> {
  const { defaultEnabled, initialValue, featureId, optionIds } = lineage;
  const weights = await listDefaultWeights(db, featureId);
  const value = inferFeatureValue(initialValue);
  return {
    content: { enabled: defaultEnabled, value: { type: value.type, value: toScalar(value) }, weights },
    optionIds,
  };
}

function toFlagContent(rows: readonly StateRow[], origin: Origin): FlagContent {
  const contentOf = (row: StateRow) => ({ enabled: row.enabled, value: row.value, weights: toWeights(row) });
  const everybody = rows.find(({ segment_id: segmentId }) => segmentId === null);
  return {
    content: everybody === undefined ? origin.content : contentOf(everybody),
    overrides: rows.flatMap((row) =>
      row.segment_id === null || row.priority === null
        ? []
        : [{ segmentId: row.segment_id, priority: row.priority, content: contentOf(row) }],
    ),
  };
}

function publisherOf(actor: Actor | null) {
  return {
    userId: actor?.kind === 'user' ? actor.id : null,
    masterApiKeyId: actor?.kind === 'master-key' ? actor.id : null,
  };
}

/** A plan that removes the override of a segment; `missing` is what to throw if there is none. */
export function removeOverride(segmentId: number, missing: () => DomainError): Plan {
  return (flag) => {
    const overrides = flag.overrides.filter((one) => one.segmentId !== segmentId);
    if (overrides.length === flag.overrides.length) throw missing();
    return { ...flag, overrides };
  };
}

/** Throws INVALID unless the feature is named in one of the two ways. */
export function checkIdentifier({ id, name }: { id?: number | undefined; name?: string | undefined }): void {
  if ((id === undefined) === (name === undefined))
    throw invalid({ feature: ['Name the feature by "id" or by "name".'] });
}
