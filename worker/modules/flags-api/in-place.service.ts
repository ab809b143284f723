import type { AuditEntry, Write } from '../audit/transact.service.ts';
import {
  appendSegment,
  findSegmentPlace,
  orderSegments,
  removeSegment,
} from '../feature-segments/override-places.service.ts';
import {
  addState,
  announceState,
  changeState,
  describeRemoval,
  type Lineage,
  type StateRow,
} from '../feature-states/state-changes.service.ts';
import type { FlagContent } from './flag-content.ts';

/** Brings the live rows of a feature to what the flag is to be, and tells what the audit log is to say. */
export async function writeInPlace(
  write: Write,
  lineage: Lineage,
  rows: readonly StateRow[],
  wanted: FlagContent,
): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  const everybody = rows.find(({ segment_id: segmentId }) => segmentId === null);
  const written =
    everybody === undefined
      ? await addState(
          write,
          lineage,
          { featureSegmentId: null, identityId: null },
          { ...wanted.content, liveFrom: null },
        )
      : await changeState(write, lineage, everybody, wanted.content);
  entries.push(...written.entries);
  for (const row of rows) {
    if (row.feature_segment_id === null || wanted.overrides.some(({ segmentId }) => segmentId === row.segment_id))
      continue;
    await removeSegment(write, lineage, row.feature_segment_id);
    entries.push(describeRemoval(lineage, row));
    announceState(write, lineage, row, null);
  }
  for (const { segmentId, content } of wanted.overrides) {
    const row = rows.find((one) => one.segment_id === segmentId);
    const { entries: more } =
      row === undefined
        ? await addOverride(write, lineage, segmentId, content)
        : await changeState(write, lineage, row, content);
    entries.push(...more);
  }
  const order = wanted.overrides.map(({ segmentId }) => segmentId);
  const isReordered = await orderSegments(write, lineage, order);
  if (isReordered && entries.length === 0) entries.push(describeOrder(lineage, rows, order));
  return entries;
}

async function addOverride(write: Write, lineage: Lineage, segmentId: number, content: FlagContent['content']) {
  // Some clients make the place first and its state later.
  const place = (await findSegmentPlace(write, lineage, segmentId)) ?? (await appendSegment(write, lineage, segmentId));
  return addState(write, lineage, { featureSegmentId: place.id, identityId: null }, { ...content, liveFrom: null });
}

function describeOrder(lineage: Lineage, rows: readonly StateRow[], order: number[]): AuditEntry {
  const { organisationId, projectId, environmentId, featureId, featureUuid, featureName } = lineage;
  return {
    organisationId,
    projectId,
    environmentId,
    type: 'FEATURE',
    change: 'UPDATE',
    objectId: featureId,
    objectUuid: featureUuid,
    log: `Segment overrides re-ordered: ${featureName}`,
    before: { segments: rows.flatMap(({ segment_id: segment }) => (segment === null ? [] : [segment])) },
    after: { segments: order },
  };
}
