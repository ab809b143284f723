import type { Lineage } from './lineage.queries.ts';
import type { StateRow } from './state-row.ts';
import { isSameValue, isSameWeights } from './state-value.ts';
import { toWeights } from './state-dialects.ts';

type Facts = Record<string, unknown>;

/** What the state says, as the audit log keeps it. */
export function factsOf(row: Pick<StateRow, 'enabled' | 'value' | 'weights'>): Facts {
  return {
    enabled: row.enabled,
    value: row.value.value,
    weights: Object.fromEntries(toWeights(row).map(({ optionId, weight }) => [optionId, weight])),
  };
}

/** The fields in which two rows of one place differ; null if there are none. */
export function compareStates(before: StateRow, after: StateRow): { before: Facts; after: Facts } | null {
  const [was, is] = [factsOf(before), factsOf(after)];
  const changed = [
    ...(before.enabled === after.enabled ? [] : ['enabled']),
    ...(isSameValue(before.value, after.value) ? [] : ['value']),
    ...(isSameWeights(toWeights(before), toWeights(after)) ? [] : ['weights']),
    ...(before.live_from === after.live_from ? [] : ['live_from']),
  ];
  if (changed.length === 0) return null;
  [was['live_from'], is['live_from']] = [before.live_from, after.live_from];
  const pick = (facts: Facts) => Object.fromEntries(changed.map((field) => [field, facts[field]]));
  return { before: pick(was), after: pick(is) };
}

export function describeCreation(lineage: Lineage, row: StateRow) {
  const what = row.is_scheduled ? `scheduled for ${row.live_from}` : 'created';
  return {
    ...place(lineage, row),
    change: 'CREATE' as const,
    log: `${kindOf(row)} ${what}: ${nameOf(row)}`,
    after: factsOf(row),
  };
}

/** compat: the removal of a segment override is one of the feature. */
export function describeRemoval(lineage: Lineage, row: StateRow) {
  const entry = { change: 'DELETE' as const, log: `${kindOf(row)} deleted: ${nameOf(row)}`, before: factsOf(row) };
  if (row.feature_segment_id === null) return { ...place(lineage, row), ...entry };
  return {
    ...place(lineage, row),
    ...entry,
    type: 'FEATURE' as const,
    objectId: lineage.featureId,
    objectUuid: lineage.featureUuid,
  };
}

export function describeChange(lineage: Lineage, row: StateRow, changes: { before: Facts; after: Facts }) {
  const words = { enabled: 'state', value: 'value', weights: 'variant weights', live_from: 'schedule' };
  const changed = Object.keys(changes.after).map((field) => words[field as keyof typeof words]);
  return {
    ...place(lineage, row),
    change: 'UPDATE' as const,
    log: `${kindOf(row)} updated (${changed.join(', ')}): ${nameOf(row)}`,
    ...changes,
  };
}

function place({ organisationId, projectId, environmentId }: Lineage, row: StateRow) {
  return {
    organisationId,
    projectId,
    environmentId,
    type: 'FEATURE_STATE' as const,
    objectId: row.id,
    objectUuid: row.uuid,
  };
}

function kindOf(row: StateRow): string {
  if (row.identity_id !== null) return 'Identity override';
  return row.feature_segment_id === null ? 'Flag' : 'Segment override';
}

function nameOf(row: StateRow): string {
  const who = row.identifier ?? row.segment_name;
  return who === null ? row.feature_name : `${row.feature_name}, ${who}`;
}
