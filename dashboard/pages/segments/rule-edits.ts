import type { DraftCondition, DraftRule, SegmentDraft } from './segment-draft.ts';

/** Changes a rule wherever it is; null removes it. */
export function editRule(draft: SegmentDraft, id: number, edit: (rule: DraftRule) => DraftRule | null): SegmentDraft {
  return { ...draft, rules: editRules(draft.rules, id, edit) };
}

/** Changes a condition wherever it is; null removes it. */
export function editCondition(
  draft: SegmentDraft,
  id: number,
  edit: (condition: DraftCondition) => DraftCondition | null,
): SegmentDraft {
  const within = (rule: DraftRule): DraftRule => ({
    ...rule,
    conditions: editList(rule.conditions, id, edit),
    rules: rule.rules.map(within),
  });
  return { ...draft, rules: draft.rules.map(within) };
}

function editRules(rules: DraftRule[], id: number, edit: (rule: DraftRule) => DraftRule | null): DraftRule[] {
  return editList(rules, id, edit).map((rule) =>
    rule.rules.length === 0 ? rule : { ...rule, rules: editRules(rule.rules, id, edit) },
  );
}

function editList<Item extends { id: number }>(
  list: readonly Item[],
  id: number,
  edit: (item: Item) => Item | null,
): Item[] {
  return list.flatMap((item) => {
    if (item.id !== id) return [item];
    const next = edit(item);
    return next === null ? [] : [next];
  });
}
