import type { ComponentChildren } from 'preact';
import type { Tone } from '../../../api/environments.ts';
import { Button } from '../../../ui/button.tsx';
import { EnvBadge } from '../../../ui/env-badge.tsx';
import { InlineDiff, type Change } from '../../../ui/inline-diff.tsx';
import { Notice } from '../../../ui/states.tsx';

type Props = {
  changes: readonly Change[];
  environment: string;
  tone: Tone;
  /** What went wrong when it was saved last. */
  message: string | null;
  isBusy: boolean;
  isFaulty: boolean;
  /** What to decide first, where somebody else has changed the feature meanwhile. */
  conflict: ComponentChildren;
  onSave: () => void;
  onDiscard: () => void;
};

/** What is about to change, where, and the one button that does it. */
export function SaveBar({ changes, environment, tone, message, isBusy, isFaulty, conflict, ...act }: Props) {
  const whyNot =
    conflict !== null
      ? 'Decide first what becomes of the other change.'
      : isFaulty
        ? 'Something on the page is not right yet.'
        : null;
  return (
    <>
      {conflict}
      {message !== null && <Notice tone="bad">{message}</Notice>}
      <InlineDiff changes={changes} />
      <div class="save-bar">
        <EnvBadge name={environment} tone={tone} />
        <div class="row">
          <Button onClick={act.onDiscard}>Discard</Button>
          <Button
            kind="primary"
            isBusy={isBusy}
            disabledReason={whyNot}
            onClick={act.onSave}
            data-test="update-feature-btn"
          >
            Save to {environment}
          </Button>
        </div>
      </div>
    </>
  );
}
