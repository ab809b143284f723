import { signal } from '@preact/signals';
import { isSameDraft, type SegmentDraft } from './segment-draft.ts';

/** What is being changed, and what it was when that began. */
type Open = { before: SegmentDraft; draft: SegmentDraft };

// Outside of the page, so that looking at another one loses nothing.
const open = signal<Readonly<Record<string, Open>>>({});

export type DraftView = Open & {
  isDirty: boolean;
  /** Somebody else has changed the segment since this draft was begun. */
  isOvertaken: boolean;
  change: (draft: SegmentDraft) => void;
  discard: () => void;
};

/** The draft of that name: what the server says, until something is changed. */
export function readDraft(key: string, server: SegmentDraft): DraftView {
  const { before, draft } = open.value[key] ?? { before: server, draft: server };
  return {
    before,
    draft,
    isDirty: !isSameDraft(before, draft),
    isOvertaken: !isSameDraft(before, server),
    change: (next) => {
      open.value = { ...open.peek(), [key]: { before, draft: next } };
    },
    discard: () => {
      const { [key]: _, ...rest } = open.peek();
      open.value = rest;
    },
  };
}

addEventListener('beforeunload', (event) => {
  if (Object.values(open.peek()).some(({ before, draft }) => !isSameDraft(before, draft))) event.preventDefault();
});
