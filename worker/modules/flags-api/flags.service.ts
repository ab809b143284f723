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
import { insertVersion, listDefaultWeights, type VersionTerms } from './flags.queries.ts';
import { writeInPlace } from './in-place.service.ts';

const AT_ONCE = { isPublished: true, liveFrom: null, description: null };

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
      refuseWhereApproved(lineage, gated);
      const origin = await readOrigin(write.db, lineage);
      const rows = await listLiveRows(write.db, lineage);
      const before = toFlagContent(rows, origin);
      const wanted = plan(before, origin);
      if (isSameFlag(before, wanted)) return toFlag(before, lineage.optionIds);
      await checkAdded(write, lineage, before, wanted);
      const entries = lineage.usesVersions
        ? [(await addVersion(write, lineage, before, wanted, AT_ONCE)).entry]
        : await writeInPlace(write, lineage, rows, wanted);
      for (const entry of entries) recordAudit(write, entry);
      touchEnvironment(write, lineage.environmentId, 'flag');
      const after = await listLiveRows(write.db, lineage);
      if (lineage.usesVersions) announceVersion(write, lineage, String(entries[0]?.objectUuid), rows, after);
      return toFlag(toFlagContent(after, origin), lineage.optionIds);
    }),
  );
}

/** Throws what is asked for where changes need the approval of others. */
export function refuseWhereApproved(
  { minimumApprovals }: Pick<Lineage, 'minimumApprovals'>,
  gated: 'CONFLICT' | 'FORBIDDEN' = 'CONFLICT',
): void {
  if (minimumApprovals === null) return;
  throw new DomainError(gated, 'Changes in this environment go through change requests.', {
    wireCode: 'change_requests_enabled',
  });
}

/** Throws INVALID if an override that is new may not be, or is one too many. */
export async function checkAdded(
  write: Write,
  lineage: Lineage,
  before: FlagContent,
  wanted: FlagContent,
): Promise<void> {
  const added = wanted.overrides.filter(
    ({ segmentId }) => !before.overrides.some((one) => one.segmentId === segmentId),
  );
  for (const { segmentId } of added) await checkSegment(write, lineage, segmentId, 'segment_overrides');
  const more = wanted.overrides.length - before.overrides.length;
  if (added.length > 0 && more > 0) await checkCapacity(write, lineage, more);
}

/** Adds a version of the feature that says what is wanted, with what the audit log is to say of it. */
export async function addVersion(
  write: Write,
  lineage: Lineage,
  before: FlagContent,
  wanted: FlagContent,
  terms: VersionTerms,
): Promise<{ uuid: string; entry: AuditEntry }> {
  const uuid = await insertVersion(write.db, lineage, wanted, authorOf(write.context.actor), terms);
  const what = terms.isPublished ? 'published' : 'drafted';
  return { uuid, entry: describeVersion(lineage, uuid, what, before, wanted) };
}

/** What the audit log is to say of a version. */
export function describeVersion(
  { organisationId, projectId, environmentId, featureName }: Lineage,
  uuid: string,
  what: 'published' | 'drafted',
  before: FlagContent,
  wanted: FlagContent,
): AuditEntry {
  return {
    organisationId,
    projectId,
    environmentId,
    type: 'EF_VERSION',
    change: 'CREATE',
    objectUuid: uuid,
    log: `Version ${what}: ${featureName}`,
    ...findChanges(toFacts(before), toFacts(wanted)),
  };
}

/** What the feature is in the environment now, by what its live states say. */
export async function readFlagContent(db: Db, lineage: Lineage): Promise<FlagContent> {
  return toFlagContent(await listLiveRows(db, lineage), await readOrigin(db, lineage));
}

/** What the feature was created with. */
export async function readOrigin(db: Db, lineage: Lineage): Promise<Origin> {
  const { defaultEnabled, initialValue, featureId, optionIds } = lineage;
  const weights = await listDefaultWeights(db, featureId);
  const value = inferFeatureValue(initialValue);
  return {
    content: { enabled: defaultEnabled, value: { type: value.type, value: toScalar(value) }, weights },
    optionIds,
  };
}

/** What the states of one moment or version come to. */
export function toFlagContent(rows: readonly StateRow[], origin: Origin): FlagContent {
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

/** As whom versions are stored. */
export function authorOf(actor: Actor | null) {
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

export type { Content, FlagContent } from './flag-content.ts';
