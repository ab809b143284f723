import type { ExportedRule, ExportedSegment } from '../../contract/organisation-export.ts';
import { checkPattern } from '../../engine/index.ts';
import { insertRows, takeIds } from './bulk-rows.queries.ts';
import type { BulkRow } from './bulk-tables.ts';
import { findFreeSegmentIds, hasNoSegments, listSegments } from './existing.queries.ts';
import { count, type Writing } from './writing.service.ts';

/** Beyond this, ids would be in want. */
const LARGEST_KEPT_ID = 1_000_000_000;

/**
 * Writes the segments that the project does not have. Which side of a percentage split somebody is on depends on the segment's id,
 * for every SDK, so a segment keeps its id where that is free.
 */
export async function writeSegments(writing: Writing, segments: readonly ExportedSegment[]): Promise<void> {
  const { write, place, issues, ids } = writing;
  const known = new Map((await listSegments(write.db, place.projectId)).map(({ id, name }) => [name, id]));
  const added = segments.filter((segment) => {
    const feature = segment.feature ?? null;
    const sameId = feature === null ? known.get(segment.name) : undefined;
    if (feature !== null && ids.features.find(feature) === null) {
      issues.add('segment', segment.name, 'It belongs to a feature that was not imported.');
      return false;
    }
    if (sameId === undefined) return true;
    ids.segments.set(segment.id, sameId);
    issues.add('segment', segment.name, 'The project has a segment of this name, which is used as it is.');
    return false;
  });
  await giveIds(writing, added);
  const rows = added.map((segment) => ({
    id: ids.segments.get(segment.id),
    project_id: place.projectId,
    feature_id: segment.feature == null ? null : ids.features.get(segment.feature),
    name: segment.name,
    description: segment.description ?? null,
    is_system_segment: segment.is_system_segment ?? false,
  }));
  await insertRows(write.db, 'segments', rows);
  await writeRules(writing, added);
  count(writing, 'segments', added.length);
}

async function giveIds({ write, issues, ids }: Writing, segments: readonly ExportedSegment[]): Promise<void> {
  const wanted = segments.map(({ id }) => id).filter((id) => id <= LARGEST_KEPT_ID);
  // Where others have segments, their next ids are not an importer's to use up.
  const { actor } = write.context;
  const mayAdvance = (actor?.kind === 'user' && actor.isSuperuser) || (await hasNoSegments(write.db));
  const free = await findFreeSegmentIds(write.db, wanted, mayAdvance);
  const others = segments.filter(({ id }) => !free.has(id));
  const newIds = await takeIds(write.db, 'segments', others.length);
  for (const { id } of segments) if (free.has(id)) ids.segments.set(id, id);
  for (const [index, segment] of others.entries()) {
    ids.segments.set(segment.id, newIds[index] ?? 0);
    if (!hasSplit(segment.rules)) continue;
    issues.add(
      'segment',
      segment.name,
      `Its id ${segment.id} is not free on this server. Percentage splits go by the id, so people can be on another side of this one.`,
    );
  }
}

async function writeRules(writing: Writing, segments: readonly ExportedSegment[]): Promise<void> {
  const { write, ids, issues } = writing;
  const flat: { segment: ExportedSegment; rule: ExportedRule; parent: number | null }[] = [];
  const add = (segment: ExportedSegment, rules: readonly ExportedRule[], parent: number | null) => {
    for (const rule of rules) {
      const index = flat.push({ segment, rule, parent }) - 1;
      add(segment, rule.rules ?? [], index);
    }
  };
  for (const segment of segments) add(segment, segment.rules, null);
  const ruleIds = await takeIds(write.db, 'segment_rules', flat.length);
  const conditions = flat.flatMap(({ segment, rule }, index) =>
    (rule.conditions ?? []).map((condition) => {
      const fault = condition.operator === 'REGEX' ? checkPattern(condition.value ?? '') : null;
      if (fault !== null) issues.add('condition', segment.name, `${fault.message} It will never match.`);
      return { segment_id: ids.segments.get(segment.id), rule_id: ruleIds[index] ?? 0, ...condition };
    }),
  );
  const conditionIds = await takeIds(write.db, 'segment_conditions', conditions.length);
  const ruleRows = flat.map(({ segment, rule, parent }, index): BulkRow<'segment_rules'> => ({
    id: ruleIds[index] ?? 0,
    segment_id: ids.segments.get(segment.id),
    parent_rule_id: parent === null ? null : (ruleIds[parent] ?? 0),
    type: rule.type,
  }));
  await insertRows(write.db, 'segment_rules', ruleRows);
  const rows = conditions.map(({ property, value, description, ...rest }, index) => ({
    ...rest,
    id: conditionIds[index] ?? 0,
    property: property ?? null,
    value: value ?? null,
    description: description ?? null,
  }));
  await insertRows(write.db, 'segment_conditions', rows);
  count(writing, 'rules', ruleRows.length);
  count(writing, 'conditions', rows.length);
}

function hasSplit(rules: readonly ExportedRule[]): boolean {
  return rules.some(
    ({ conditions = [], rules: nested = [] }) =>
      conditions.some(({ operator }) => operator === 'PERCENTAGE_SPLIT') || hasSplit(nested),
  );
}
