import { isSameContent, withOptions, type DraftContent, type DraftOption, type FlagDraft } from './flag-draft.ts';

/** `theirs` with what `mine` changes of `before`; where both changed the same, mine stands. */
export function mergeDrafts(before: FlagDraft, theirs: FlagDraft, mine: FlagDraft): FlagDraft {
  const merged = {
    content: mergeContent(before.content, theirs.content, mine.content),
    overrides: mergeOverrides(before, theirs, mine),
    options: mergeOptions(before, theirs, mine),
  };
  return withOptions(merged, merged.options);
}

function mergeContent<Content extends DraftContent>(before: DraftContent, theirs: Content, mine: Content): Content {
  const ids = Object.keys({ ...theirs.weights, ...mine.weights }).map(Number);
  const weightOf = (id: number) => pick(before.weights[id], theirs.weights[id], mine.weights[id]) ?? 0;
  return {
    ...theirs,
    enabled: pick(before.enabled, theirs.enabled, mine.enabled),
    value: pick(before.value, theirs.value, mine.value),
    weights: Object.fromEntries(ids.map((id) => [id, weightOf(id)])),
  };
}

const pick = <Part>(before: Part, theirs: Part, mine: Part): Part =>
  JSON.stringify(before) === JSON.stringify(mine) ? theirs : mine;

function mergeOptions(before: FlagDraft, theirs: FlagDraft, mine: FlagDraft): DraftOption[] {
  const find = ({ options }: FlagDraft, id: number) => options.find((option) => option.id === id);
  const kept = theirs.options.flatMap((option) => {
    const [old, own] = [find(before, option.id), find(mine, option.id)];
    if (old === undefined) return [option];
    return own === undefined ? [] : [pick(old, option, own)];
  });
  // What is not stored yet, and nobody else can have changed.
  return [...kept, ...mine.options.filter(({ id }) => id < 0)];
}

/** My order where I changed it, else theirs; what the other side added stands after the rest. */
function mergeOverrides(before: FlagDraft, theirs: FlagDraft, mine: FlagDraft): FlagDraft['overrides'] {
  const find = ({ overrides }: FlagDraft, id: number) => overrides.find(({ segmentId }) => segmentId === id);
  const orderIn = (one: FlagDraft, other: FlagDraft) =>
    one.overrides.flatMap(({ segmentId }) => (find(other, segmentId) === undefined ? [] : [segmentId])).join();
  const isMine = orderIn(mine, before) !== orderIn(before, mine);
  const order = (isMine ? [mine, theirs] : [theirs, mine]).flatMap(({ overrides }) => overrides);
  return [...new Set(order.map(({ segmentId }) => segmentId))].flatMap((id) => {
    const [old, other, own] = [find(before, id), find(theirs, id), find(mine, id)];
    if (other !== undefined && own !== undefined) return [old === undefined ? own : mergeContent(old, other, own)];
    if (old === undefined) return [other, own].filter((one) => one !== undefined);
    // One side took it away: that stands, unless I changed what they took.
    return own !== undefined && !isSameContent(old, own) ? [own] : [];
  });
}
