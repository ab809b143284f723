import type { Submission } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { InlineDiff, type Change } from '../../ui/inline-diff.tsx';
import { Notice } from '../../ui/states.tsx';

type Props = {
  changes: readonly Change[];
  submission: Submission;
  isFaulty: boolean;
  isOvertaken: boolean;
  onSave: () => void;
  onDiscard: () => void;
};

/** What is about to change, and the one button that does it. */
export function SaveBar({ changes, submission, isFaulty, isOvertaken, onSave, onDiscard }: Props) {
  const message = describeFailure(submission);
  return (
    <footer class="save-foot" data-test="save-foot">
      {isOvertaken && (
        <Notice tone="warning">
          Somebody has changed this segment meanwhile. Saving replaces their rules; discard to see theirs.
        </Notice>
      )}
      {message !== null && <Notice tone="bad">{message}</Notice>}
      <InlineDiff changes={changes} />
      <div class="save-acts">
        <span class="quiet">In every environment of the project</span>
        <span class="row">
          <Button onClick={onDiscard}>Discard</Button>
          <Button
            kind="primary"
            isBusy={submission.isBusy}
            disabledReason={isFaulty ? 'Something is not right yet: see the fields in red.' : null}
            onClick={onSave}
            data-test="save-segment-btn"
          >
            Save segment
          </Button>
        </span>
      </div>
    </footer>
  );
}

/** All that the server says, wherever in the form it belongs. */
export function describeFailure({ failure }: Submission): string | null {
  if (failure === null) return null;
  const sentences = failure.kind === 'invalid' ? Object.values(failure.fields).flat() : [];
  return [failure.message, ...sentences].filter(Boolean).join(' ');
}
