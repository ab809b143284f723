import { withOptions, type FlagDraft } from './flag-draft.ts';

/** The ids of the tabs in which a draft changes something. */
export function listDirtyTabs(from: FlagDraft, draft: FlagDraft): string[] {
  const before = withOptions(from, draft.options);
  const isOther = (left: unknown, right: unknown) => JSON.stringify(left) !== JSON.stringify(right);
  const value = ({ content }: FlagDraft) => [content.enabled, content.value];
  return [
    ...(isOther(value(before), value(draft)) ? ['value'] : []),
    ...(isOther([from.options, before.content.weights], [draft.options, draft.content.weights]) ? ['variations'] : []),
    ...(isOther(before.overrides, draft.overrides) ? ['overrides'] : []),
  ];
}
