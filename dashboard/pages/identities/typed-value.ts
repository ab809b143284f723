import type { Trait } from '../../../worker/contract/identities.ts';

export type ValueType = Trait['value_type'];
export type TypedText = { type: ValueType; text: string };

export const VALUE_TYPES: readonly { value: ValueType; label: string }[] = [
  { value: 'unicode', label: 'Text' },
  { value: 'int', label: 'Whole number' },
  { value: 'float', label: 'Number' },
  { value: 'bool', label: 'True or false' },
];

/** What the API takes as the value of a trait. */
export type TraitBody = { value_type: ValueType } & Partial<
  Record<'string_value' | 'integer_value' | 'float_value' | 'boolean_value', string | number | boolean>
>;

/** The sentence for beside the field, or null. */
export function findFault({ type, text }: TypedText): string | null {
  const trimmed = text.trim();
  if (type === 'int' && !/^[-+]?\d{1,16}$/.test(trimmed)) return 'Enter a whole number.';
  if (type === 'float' && (trimmed === '' || !Number.isFinite(Number(trimmed)))) return 'Enter a number.';
  if (type === 'bool' && !/^(true|false)$/i.test(trimmed)) return 'Enter true or false.';
  return null;
}

/** Of a value without fault. */
export function toTraitBody({ type, text }: TypedText): TraitBody {
  const trimmed = text.trim();
  if (type === 'int') return { value_type: type, integer_value: Number(trimmed) };
  if (type === 'float') return { value_type: type, float_value: Number(trimmed) };
  if (type === 'bool') return { value_type: type, boolean_value: /^true$/i.test(trimmed) };
  return { value_type: type, string_value: text };
}

/** What the trait holds, as the engine reads it. */
export function valueOf(trait: Trait): string | number | boolean {
  const { value_type: type } = trait;
  if (type === 'int') return trait.integer_value ?? 0;
  if (type === 'float') return trait.float_value ?? 0;
  if (type === 'bool') return trait.boolean_value ?? false;
  return trait.string_value ?? '';
}

export const toTypedText = (trait: Trait): TypedText => ({ type: trait.value_type, text: String(valueOf(trait)) });

/** The value of a flag as a person writes it: whole numbers, true and false are what they look like, anything in quotes is text. */
export function readFlagValue(text: string): string | number | boolean | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (/^-?\d{1,9}$/.test(trimmed)) return Number(trimmed);
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  const quoted = /^"(.*)"$/s.exec(trimmed)?.[1];
  return quoted ?? text;
}

/** The way back: text that looks like something else stands in quotes. */
export function showFlagValue(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  return value === readFlagValue(value) ? value : `"${value}"`;
}
