import { signal } from '@preact/signals';
import type { DashFeature } from '../../../../worker/contract/dash.ts';
import { isSameDraft, toDraft, type FlagDraft } from './flag-draft.ts';

/** What is being changed, and what it was when that began. */
type Open = { before: FlagDraft; draft: FlagDraft };

// Outside of the drawer, so that closing it or looking at another page loses nothing.
const open = signal<Readonly<Record<string, Open>>>({});

export type DraftView = Open & {
  /** What is stored now, as far as this window has heard. */
  server: FlagDraft;
  isDirty: boolean;
  /** Somebody else has changed the feature since this draft was begun. */
  isOvertaken: boolean;
  change: (draft: FlagDraft) => void;
  /** For when a part of it is stored. */
  replace: (next: Open) => void;
  discard: () => void;
};

/** The draft of a feature in an environment: what the server says, until something is changed. */
export function readDraft(environmentKey: string, { feature, flag }: DashFeature): DraftView {
  const key = `${environmentKey}/${feature.id}`;
  const server = toDraft(flag, feature.multivariate_options);
  const { before, draft } = open.value[key] ?? { before: server, draft: server };
  const discard = () => {
    const { [key]: _, ...rest } = open.peek();
    open.value = rest;
  };
  const replace = (next: Open) => {
    if (isSameDraft(next.draft, next.before)) discard();
    else open.value = { ...open.peek(), [key]: next };
  };
  return {
    before,
    draft,
    server,
    isDirty: !isSameDraft(before, draft),
    isOvertaken: !isSameDraft(before, server) && !isSameDraft(draft, server),
    change: (next) => replace({ before, draft: next }),
    replace,
    discard,
  };
}

const names = signal<Readonly<Record<number, string>>>({});

/** Names of segments that somebody has chosen in this window; the server tells those of stored overrides. */
export const chosenSegments = names;

export function rememberSegment(id: number, name: string): void {
  names.value = { ...names.peek(), [id]: name };
}

addEventListener('beforeunload', (event) => {
  if (Object.keys(open.peek()).length > 0) event.preventDefault();
});
