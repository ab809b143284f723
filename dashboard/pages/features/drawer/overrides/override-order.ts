import { INHERITED, type FlagDraft } from '../flag-draft.ts';

/** The draft with the override at one place put to another. */
export function moveOverride(draft: FlagDraft, from: number, to: number): FlagDraft {
  const moved = draft.overrides[from];
  if (moved === undefined || to < 0 || to >= draft.overrides.length || from === to) return draft;
  return { ...draft, overrides: draft.overrides.toSpliced(from, 1).toSpliced(to, 0, moved) };
}

/** The draft with an override for another segment, the weakest of all: on, else as what everybody gets. */
export function addOverride(draft: FlagDraft, segmentId: number): FlagDraft {
  if (draft.overrides.some((one) => one.segmentId === segmentId)) return draft;
  const added = { segmentId, enabled: true, value: INHERITED, weights: { ...draft.content.weights } } as const;
  return { ...draft, overrides: [...draft.overrides, added] };
}

export function removeOverride(draft: FlagDraft, segmentId: number): FlagDraft {
  return { ...draft, overrides: draft.overrides.filter((one) => one.segmentId !== segmentId) };
}
