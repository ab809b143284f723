import type { DocumentCondition, DocumentRule } from '../../contract/environment-document.ts';
import type { ConditionRow, RuleRow } from './environment-document.rows.ts';

/** The top rules of each segment, by segment id. Rules below a missing parent are left out. */
export function toRuleTrees(rules: RuleRow[], conditions: ConditionRow[]): Map<number, DocumentRule[]> {
  const nodes = new Map<number, DocumentRule>();
  for (const row of rules) nodes.set(row.id, { type: row.type, rules: [], conditions: [] });
  for (const row of conditions) nodes.get(row.rule_id)?.conditions.push(toCondition(row));
  const trees = new Map<number, DocumentRule[]>();
  for (const row of rules) {
    const node = nodes.get(row.id);
    if (node === undefined) continue;
    if (row.parent_rule_id !== null) nodes.get(row.parent_rule_id)?.rules.push(node);
    else addTo(trees, row.segment_id, node);
  }
  return trees;
}

/** Appends to the list under the key, which it makes if need be. */
export function addTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function toCondition(row: ConditionRow): DocumentCondition {
  return { operator: row.operator, value: row.value, property_: row.property };
}
