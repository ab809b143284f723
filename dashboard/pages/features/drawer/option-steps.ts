import type { OptionInput } from '../../../../worker/contract/multivariate-options.ts';
import { withOptions, type DraftOption, type FlagDraft } from './flag-draft.ts';

/** What becomes of the variations of a feature. */
export type OptionSteps = { added: DraftOption[]; changed: DraftOption[]; removed: DraftOption[] };

export function compareOptions(before: FlagDraft, after: FlagDraft): OptionSteps {
  const isIn = ({ options }: FlagDraft, { id }: DraftOption) => options.some((one) => one.id === id);
  return {
    added: after.options.filter((option) => !isIn(before, option)),
    changed: after.options.filter((option) => {
      const old = before.options.find(({ id }) => id === option.id);
      return old !== undefined && JSON.stringify(old) !== JSON.stringify(option);
    }),
    removed: before.options.filter((option) => !isIn(after, option)),
  };
}

/** The body that stores the option. A new one gets no weight anywhere: each environment gives it its own. */
export function toOptionInput({ key, value }: DraftOption): OptionInput {
  const text = value.text.trim();
  return {
    key: key.trim() === '' ? null : key.trim(),
    type: value.type === 'string' ? 'unicode' : value.type === 'integer' ? 'int' : 'bool',
    string_value: value.type === 'string' ? value.text : null,
    integer_value: value.type === 'integer' ? Number(text) : null,
    boolean_value: value.type === 'boolean' ? text.toLowerCase() === 'true' : null,
  };
}

/** The draft with the stored option in the place of what it was before. */
export function settleOption(draft: FlagDraft, id: number, stored: DraftOption): FlagDraft {
  const rename = (one: number) => (one === id ? stored.id : one);
  const weigh = <Content extends { weights: Record<number, number> }>(content: Content): Content => ({
    ...content,
    weights: Object.fromEntries(Object.entries(content.weights).map(([key, weight]) => [rename(Number(key)), weight])),
  });
  return {
    content: weigh(draft.content),
    overrides: draft.overrides.map(weigh),
    options: draft.options.map((option) => (option.id === id ? stored : option)),
  };
}

/** The draft with a new option at the end; its id is one that no other has. */
export function addOption(draft: FlagDraft): FlagDraft {
  const id = Math.min(0, ...draft.options.map((option) => option.id)) - 1;
  const type = draft.content.value?.type ?? 'string';
  const text = type === 'integer' ? '0' : type === 'boolean' ? 'false' : '';
  return withOptions(draft, [...draft.options, { id, key: '', value: { type, text } }]);
}

export function removeOption(draft: FlagDraft, id: number): FlagDraft {
  return withOptions(
    draft,
    draft.options.filter((option) => option.id !== id),
  );
}

/** What the variations leave, in percent; negative where they come to too much. */
export function restOf(weights: Readonly<Record<number, number>>): number {
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  // Sums of fractions are off by a little.
  return Math.round((100 - sum) * 1e6) / 1e6;
}
