import { useState } from 'preact/hooks';
import { toFailure, type Failure } from '../../../api/failure.ts';
import { useSubmit } from '../../../api/use-submit.ts';
import { showToast } from '../../../ui/toast.tsx';
import type { DraftView } from './draft-store.ts';
import type { FlagDraft } from './flag-draft.ts';
import { compareOptions } from './option-steps.ts';
import { saveDraft, type DraftPair } from './save-draft.ts';

type Where = { projectId: number; key: string; featureId: number; name: string; environment: string };

/** Saves a draft, says how it went, and offers to take it back. */
export function useSaving(where: Where, view: DraftView) {
  const submission = useSubmit();
  const [isPartial, setPartial] = useState(false);
  const { name, environment } = where;
  const undo = (pair: DraftPair) => {
    saveDraft(where, pair, () => undefined).then(
      () => showToast(`${name} in ${environment} is as it was before`),
      (error: unknown) => showToast(`This was not undone: ${toFailure(error).message}`, { tone: 'bad' }),
    );
  };
  const save = async () => {
    const { before, draft } = view;
    let stored: FlagDraft | null = null;
    setPartial(false);
    const isSaved = await submission.run(async () => {
      stored = await saveDraft(where, { before, draft }, (pair) => {
        setPartial(true);
        view.replace(pair);
      });
    });
    if (!isSaved || stored === null) return;
    view.discard();
    const text = `Saved ${name} in ${environment}`;
    // A variation that is gone took its shares in all environments with it.
    if (compareOptions(before, draft).removed.length > 0) showToast(text);
    else {
      const pair = { before: stored, draft: before };
      showToast(text, { action: { label: 'Undo', run: () => undo(pair) } });
    }
  };
  const reason = describeFailure(submission.failure);
  const message =
    reason !== null && isPartial ? `Only a part is stored; what is listed below is not. ${reason}` : reason;
  return { save, isBusy: submission.isBusy, message };
}

/** All that the server says, wherever in the form it belongs. */
function describeFailure(failure: Failure | null): string | null {
  if (failure === null) return null;
  const sentences = failure.kind === 'invalid' ? Object.values(failure.fields).flat() : [];
  return [failure.message, ...sentences].filter(Boolean).join(' ');
}
