import { withOptions, type DraftOption, type DraftOverride, type FlagDraft } from './flag-draft.ts';
import { settleOption } from './option-steps.ts';

/** What was there when the draft began, the draft, and what somebody else has stored meanwhile. */
type Three = { before: FlagDraft; draft: FlagDraft; server: FlagDraft };

/** The draft on top of the other change: what the draft has not touched is as the server has it. */
export function mergeDraft(three: Three): { before: FlagDraft; draft: FlagDraft } {
  const { before, draft, server } = reviveOptions(three);
  const options = mergeOptions(before.options, draft.options, server.options);
  const [old, mine, theirs] = [before, draft, server].map((one) => withOptions(one, options)) as [
    FlagDraft,
    FlagDraft,
    FlagDraft,
  ];
  const merged: FlagDraft = {
    content: mergeContent(old.content, mine.content, theirs.content),
    overrides: mergeOverrides(old.overrides, mine.overrides, theirs.overrides),
    options,
  };
  return { before: server, draft: merged };
}

/** A variation that was changed here and deleted there becomes a new one, so that what was typed is kept. */
function reviveOptions({ before, draft, server }: Three): Three {
  let revived = draft;
  for (const option of draft.options) {
    const old = before.options.find(({ id }) => id === option.id);
    const isLost = old !== undefined && !isSame(old, option) && !server.options.some(({ id }) => id === option.id);
    if (!isLost) continue;
    const id = Math.min(0, ...revived.options.map((one) => one.id)) - 1;
    revived = settleOption(revived, option.id, { ...option, id });
  }
  return { before, draft: revived, server };
}

function mergeOptions(before: DraftOption[], mine: DraftOption[], theirs: DraftOption[]): DraftOption[] {
  const kept = theirs.flatMap((option) => {
    const old = before.find(({ id }) => id === option.id);
    const own = mine.find(({ id }) => id === option.id);
    if (old === undefined) return [option];
    if (own === undefined) return [];
    return [isSame(old, own) ? option : own];
  });
  const added = mine.filter(({ id }) => id < 0);
  return [...kept, ...added];
}

function mergeContent<Content extends Omit<DraftOverride, 'segmentId'>>(
  before: Content,
  mine: Content,
  theirs: Content,
): Content {
  const pick = <Value>(old: Value, own: Value, other: Value) => (isSame(old, own) ? other : own);
  const ids = Object.keys(mine.weights).map(Number);
  return {
    ...theirs,
    enabled: pick(before.enabled, mine.enabled, theirs.enabled),
    value: pick(before.value, mine.value, theirs.value),
    weights: Object.fromEntries(
      ids.map((id) => [id, pick(before.weights[id], mine.weights[id], theirs.weights[id]) ?? 0]),
    ),
  };
}

function mergeOverrides(before: DraftOverride[], mine: DraftOverride[], theirs: DraftOverride[]): DraftOverride[] {
  const find = (list: DraftOverride[], segmentId: number) => list.find((one) => one.segmentId === segmentId);
  const kept = mine.flatMap((own) => {
    const [old, other] = [find(before, own.segmentId), find(theirs, own.segmentId)];
    if (old === undefined) return [own];
    if (other === undefined) return isSame(old, own) ? [] : [own];
    return [mergeContent(old, own, other)];
  });
  const fresh = theirs.filter(({ segmentId }) => find(before, segmentId) === undefined);
  const all = [...kept, ...fresh.filter(({ segmentId }) => find(kept, segmentId) === undefined)];
  if (isMoved(before, mine)) return all;
  // Theirs is the order, with what is only here at the place that it has here.
  const ordered = theirs.flatMap(({ segmentId }) => find(all, segmentId) ?? []);
  for (const one of all) {
    if (find(ordered, one.segmentId) !== undefined) continue;
    ordered.splice(
      mine.findIndex(({ segmentId }) => segmentId === one.segmentId),
      0,
      one,
    );
  }
  return ordered;
}

/** Whether those that both have stand in another order. */
function isMoved(before: DraftOverride[], after: DraftOverride[]): boolean {
  const order = (list: DraftOverride[], other: DraftOverride[]) =>
    list.filter(({ segmentId }) => other.some((one) => one.segmentId === segmentId)).map(({ segmentId }) => segmentId);
  return order(before, after).join() !== order(after, before).join();
}

const isSame = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);
