import { nameOption } from './draft-changes.ts';
import { INHERITED, type DraftOverride, type FlagDraft, type OwnValue } from './flag-draft.ts';
import { restOf } from './option-steps.ts';

const MAX_INT32 = 2_147_483_647;
const MAX_LENGTH = 20_000;

/**
 * What keeps the draft from being saved, by place: `value`, `weights` and `weights.<option id>`; the same after `<segment id>.` for overrides;
 * `options.<option id>.key` and `options.<option id>.value` for variations.
 */
export function findFaults(draft: FlagDraft): Record<string, string> {
  const faults: Record<string, string> = {};
  const check = (content: Omit<DraftOverride, 'segmentId'>, prefix: string) => {
    const value = findValueFault(content.value);
    if (value !== null) faults[`${prefix}value`] = value;
    for (const [id, weight] of Object.entries(content.weights)) {
      if (!(weight >= 0 && weight <= 100)) faults[`${prefix}weights.${id}`] = 'Enter a percentage from 0 to 100.';
    }
    const rest = restOf(content.weights);
    if (rest < 0) faults[`${prefix}weights`] = `The variations come to ${100 - rest} %: at most 100 % is possible.`;
  };
  check(draft.content, '');
  for (const one of draft.overrides) check(one, `${one.segmentId}.`);
  for (const option of draft.options) {
    const value = findValueFault(option.value);
    if (value !== null) faults[`options.${option.id}.value`] = value;
    const key = findKeyFault(option.key.trim(), draft, option.id);
    if (key !== null) faults[`options.${option.id}.key`] = key;
  }
  return faults;
}

function findKeyFault(key: string, { options }: FlagDraft, id: number): string | null {
  if (key === '') return null;
  if (!/^[-\w]{1,255}$/.test(key)) return 'A key has letters, digits, hyphens and underscores only.';
  if (key === 'control') return 'control is the value that is left for everybody else.';
  const other = options.find((one) => one.id !== id && one.key.trim() === key);
  return other === undefined ? null : `Another variation has the key ${nameOption(other)}.`;
}

export function findValueFault(value: OwnValue): string | null {
  if (value === null || value === INHERITED) return null;
  if (value.type === 'string') {
    return [...value.text].length > MAX_LENGTH ? `A value has at most ${MAX_LENGTH} characters.` : null;
  }
  const text = value.text.trim();
  if (value.type === 'boolean') return /^(true|false)$/i.test(text) ? null : 'Choose true or false.';
  const number = /^[-+]?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  const isInRange = number >= -MAX_INT32 - 1 && number <= MAX_INT32;
  return isInRange ? null : 'Enter a whole number between -2147483648 and 2147483647.';
}
