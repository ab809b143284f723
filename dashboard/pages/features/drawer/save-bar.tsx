import type { ComponentChild } from 'preact';
import type { Tone } from '../../../api/environments.ts';
import { Button } from '../../../ui/button.tsx';
import { EnvBadge } from '../../../ui/env-badge.tsx';
import { InlineDiff, type Change } from '../../../ui/inline-diff.tsx';
import { Notice } from '../../../ui/states.tsx';

type Props = {
  /** Where somebody else has changed the same meanwhile; null where nobody has. */
  conflict: ComponentChild;
  changes: readonly Change[];
  environment: string;
  tone: Tone;
  /** What went wrong when it was saved last. */
  message: string | null;
  isBusy: boolean;
  isFaulty: boolean;
  onSave: () => void;
  onDiscard: () => void;
};

/** What is about to change, where, and the one button that does it. */
export function SaveBar({ conflict, changes, environment, tone, message, isBusy, isFaulty, ...act }: Props) {
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
            disabledReason={whyNotSave(isFaulty, conflict !== null)}
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

function whyNotSave(isFaulty: boolean, isOvertaken: boolean): string | null {
  if (isOvertaken) return 'Somebody has changed this meanwhile: take theirs or keep yours first.';
  return isFaulty ? 'Something on the page is not right yet.' : null;
}
