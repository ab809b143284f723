import type { Metadata } from '../../contract/metadata.ts';
import type { Segment, SegmentRule } from '../../contract/segments.ts';
import type { ConditionRow, RuleRow } from './segment-rules.queries.ts';
import type { Rule } from './segment-rules.ts';
import type { SegmentRow } from './segments.queries.ts';

export function toSegment(row: SegmentRow, rules: SegmentRule[], metadata: Metadata[]): Segment {
  return {
    id: row.id,
    uuid: row.uuid,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    name: row.name,
    description: row.description,
    project: row.projectId,
    feature: row.featureId,
    // compat: the live row points to itself.
    version_of: row.id,
    rules,
    metadata,
    membership_counts: [],
    managed_by: row.managedBy,
  };
}

/** The top rules of each segment with what is beneath them, by segment id. */
export function toSegmentRules(
  rules: readonly RuleRow[],
  conditions: readonly ConditionRow[],
): Map<number, SegmentRule[]> {
  const conditionsOf = Map.groupBy(conditions, (condition) => condition.ruleId);
  const nestedOf = Map.groupBy(rules, (rule) => rule.parentRuleId ?? 0);
  const show = ({ id, type }: RuleRow) => ({
    id,
    type,
    conditions: (conditionsOf.get(id) ?? []).map((condition) => ({
      id: condition.id,
      operator: condition.operator,
      property: condition.property,
      value: condition.value,
      description: condition.description,
    })),
  });
  const top = nestedOf.get(0) ?? [];
  const bySegment = new Map<number, SegmentRule[]>();
  for (const rule of top) {
    const list = bySegment.get(rule.segmentId) ?? [];
    list.push({ ...show(rule), rules: (nestedOf.get(rule.id) ?? []).map((inner) => ({ ...show(inner), rules: [] })) });
    bySegment.set(rule.segmentId, list);
  }
  return bySegment;
}

/** Rules as they are stored: without the ids of rows. */
export function toPlainRules(rules: readonly SegmentRule[]): Rule[] {
  const plain = (rule: { type: Rule['type']; conditions: SegmentRule['conditions'] }, nested: Rule[]): Rule => ({
    type: rule.type,
    conditions: rule.conditions.map(({ operator, property, value, description }) => ({
      operator,
      property,
      value,
      description,
    })),
    rules: nested,
  });
  return rules.map((rule) =>
    plain(
      rule,
      rule.rules.map((inner) => plain(inner, [])),
    ),
  );
}
