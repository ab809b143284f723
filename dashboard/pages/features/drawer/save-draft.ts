import type { MultivariateOption } from '../../../../worker/contract/multivariate-options.ts';
import { createOption, deleteOption, forgetFeature, saveFlag, updateOption } from '../features.api.ts';
import { settleValue, toDraftOption, toSave, withOptions, type FlagDraft } from './flag-draft.ts';
import { compareOptions, settleOption, toOptionInput } from './option-steps.ts';

/** What is stored, and what is wanted. */
export type DraftPair = { before: FlagDraft; draft: FlagDraft };

type Place = { projectId: number; key: string; featureId: number };

/**
 * Stores what a draft changes. Variations come first, as shares name them, and those that go are last, as they cannot come back; in between is the
 * one request that changes the environment, all or nothing. `onStep` hears after each what is stored by then, so that whoever tries again after a
 * failure sends only the rest. Resolves to what is stored in the end.
 */
export async function saveDraft(place: Place, pair: DraftPair, onStep: (pair: DraftPair) => void): Promise<FlagDraft> {
  const { projectId, key, featureId } = place;
  const { added, changed, removed } = compareOptions(pair.before, pair.draft);
  let { before, draft } = pair;
  const step = (next: DraftPair) => {
    ({ before, draft } = next);
    onStep(next);
  };
  const settle = (id: number, stored: MultivariateOption) => {
    const option = toDraftOption(stored);
    const known = before.options.filter((one) => one.id !== stored.id);
    const options = [...known, option].toSorted((left, right) => left.id - right.id);
    step({ before: withOptions(before, options), draft: settleOption(draft, id, option) });
  };
  try {
    for (const option of added) settle(option.id, await createOption(projectId, featureId, toOptionInput(option)));
    for (const option of changed) {
      settle(option.id, await updateOption(projectId, featureId, option.id, toOptionInput(option)));
    }
    const save = toSave(before, draft);
    if (save !== null) await saveFlag(key, featureId, save);
    draft = { ...draft, overrides: draft.overrides.map((one) => settleValue(one, draft.content)) };
    const kept = draft.options.map(({ id }) => id);
    step({ before: withOptions(draft, before.options), draft });
    for (const { id } of removed) {
      await deleteOption(projectId, featureId, id);
      const left = before.options.filter((one) => kept.includes(one.id) || one.id !== id);
      step({ before: withOptions(before, left), draft });
    }
    return draft;
  } finally {
    forgetFeature(projectId, key, featureId);
  }
}
