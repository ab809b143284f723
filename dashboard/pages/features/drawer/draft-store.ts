import { signal } from '@preact/signals';
import type { Flag } from '../../../../worker/contract/flag-updates.ts';
import { isSameDraft, toDraft, type FlagDraft } from './flag-draft.ts';

/** What is being changed, and what it was when that began. */
type Open = { before: FlagDraft; draft: FlagDraft };

// Outside of the drawer, so that closing it or looking at another page loses nothing.
const open = signal<Readonly<Record<string, Open>>>({});

export type DraftView = Open & {
  isDirty: boolean;
  /** Somebody else has changed the feature since this draft was begun. */
  isOvertaken: boolean;
  change: (draft: FlagDraft) => void;
  discard: () => void;
};

/** The draft of a feature in an environment: what the server says, until something is changed. */
export function readDraft(environmentKey: string, featureId: number, flag: Flag): DraftView {
  const key = `${environmentKey}/${featureId}`;
  const server = toDraft(flag);
  const { before, draft } = open.value[key] ?? { before: server, draft: server };
  const discard = () => {
    const { [key]: _, ...rest } = open.peek();
    open.value = rest;
  };
  return {
    before,
    draft,
    isDirty: !isSameDraft(before, draft),
    isOvertaken: !isSameDraft(before, server),
    change: (next) => {
      if (isSameDraft(next, before)) discard();
      else open.value = { ...open.peek(), [key]: { before, draft: next } };
    },
    discard,
  };
}

addEventListener('beforeunload', (event) => {
  if (Object.keys(open.peek()).length > 0) event.preventDefault();
});
