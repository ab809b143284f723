import type { TraitValue } from '../../core/ports.ts';

/** A trait as a client sent it, checked. A null value means "remove the trait". */
export type SentTrait = { key: string; value: TraitValue | null; transient: boolean };

/** Messages per field, nested as the body is: the shape of Flagsmith's validation errors. */
export type FieldErrors = { [field: string]: string[] | FieldErrors | FieldErrors[] };

export type Checked<T> = { ok: true; value: T } | { ok: false; errors: FieldErrors };

const KEY_LIMIT = 200;
const VALUE_LIMIT = 2_000;
export const IDENTIFIER_LIMIT = 2_000;
export const TRAITS_LIMIT = 1_000;

const REQUIRED = 'This field is required.';
const NOT_NULL = 'This field may not be null.';
const NOT_BLANK = 'This field may not be blank.';
const NOT_A_STRING = 'Not a valid string.';
const NULL_CHARACTERS = 'Null characters are not allowed.';
const TRUE_WORDS = new Set<unknown>([
  true,
  1,
  'true',
  'True',
  'TRUE',
  't',
  'T',
  '1',
  'yes',
  'Yes',
  'YES',
  'y',
  'Y',
  'on',
  'On',
  'ON',
]);
const FALSE_WORDS = new Set<unknown>([
  false,
  0,
  null,
  undefined,
  '',
  'false',
  'False',
  'FALSE',
  'f',
  'F',
  '0',
  'no',
  'No',
  'NO',
  'n',
  'N',
  'off',
  'Off',
  'OFF',
  'null',
]);

/** True and false as Flagsmith's forms and JSON spell them; undefined for anything else. */
export function parseBoolean(value: unknown): boolean | undefined {
  if (TRUE_WORDS.has(value)) return true;
  return FALSE_WORDS.has(value) ? false : undefined;
}

/** A trimmed, bounded text; numbers become their text. Returns the message of the first rule broken otherwise. */
export function checkText(value: unknown, limit: number): { text: string } | { message: string } {
  if (value === undefined) return { message: REQUIRED };
  if (value === null) return { message: NOT_NULL };
  if (typeof value !== 'string' && typeof value !== 'number') return { message: NOT_A_STRING };
  const text = String(value).trim();
  return text === '' ? { message: NOT_BLANK } : checkCharacters(text, limit);
}

/** An identifier that is taken with the blanks around it. */
export function checkUntrimmedIdentifier(value: string): { text: string } | { message: string } {
  return checkCharacters(value, IDENTIFIER_LIMIT);
}

/** Postgres stores neither NUL nor half a surrogate pair. */
function checkCharacters(value: string, limit: number): { text: string } | { message: string } {
  const text = value.toWellFormed();
  if (text.includes('\0')) return { message: NULL_CHARACTERS };
  return isLonger(text, limit) ? { message: `Ensure this field has no more than ${limit} characters.` } : { text };
}

/** Counts code points, as Postgres and Python do. */
function isLonger(text: string, limit: number): boolean {
  return text.length > limit && (text.length > 2 * limit || Array.from(text).length > limit);
}

export function checkTraitKey(value: unknown): { text: string } | { message: string } {
  return checkText(value, KEY_LIMIT);
}

export function checkIdentifier(value: unknown): { text: string } | { message: string } {
  return checkText(value, IDENTIFIER_LIMIT);
}

/** A trait value; lists and objects become their JSON text. */
export function checkTraitValue(value: unknown): { value: TraitValue | null } | { message: string } {
  if (value === undefined) return { message: REQUIRED };
  if (value === null || typeof value === 'boolean') return { value };
  if (typeof value === 'number') return Number.isFinite(value) ? { value } : { message: 'A valid number is required.' };
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed();
  if (text.includes('\0')) return { message: NULL_CHARACTERS };
  // compat: the sentence lacks its last letter in Flagsmith 2.265 too, and clients show it.
  if (isLonger(text, VALUE_LIMIT)) {
    return { message: `Value string is too long. Must be less than ${VALUE_LIMIT} character` };
  }
  return { value: text };
}

/** The `traits` list of an identities request. A key that is sent twice counts with its last value. */
export function checkTraits(input: unknown): Checked<SentTrait[]> {
  if (input === undefined || input === null) return { ok: true, value: [] };
  if (!Array.isArray(input)) return { ok: false, errors: { traits: ['Expected a list of items.'] } };
  if (input.length > TRAITS_LIMIT) {
    return { ok: false, errors: { traits: [`Ensure this field has no more than ${TRAITS_LIMIT} elements.`] } };
  }
  const byKey = new Map<string, SentTrait>();
  let failed = false;
  const errors: FieldErrors[] = input.map((item) => {
    const checked = checkTrait(item);
    if (!checked.ok) {
      failed = true;
      return checked.errors;
    }
    byKey.set(checked.value.key, checked.value);
    return {};
  });
  return failed ? { ok: false, errors: { traits: errors } } : { ok: true, value: [...byKey.values()] };
}

function checkTrait(item: unknown): Checked<SentTrait> {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return { ok: false, errors: { non_field_errors: ['Invalid data. Expected a dictionary.'] } };
  }
  const { trait_key, trait_value, transient } = item as Record<string, unknown>;
  const key = checkTraitKey(trait_key);
  const value = checkTraitValue(trait_value);
  const isTransient = parseBoolean(transient);
  if ('text' in key && 'value' in value && isTransient !== undefined) {
    return { ok: true, value: { key: key.text, value: value.value, transient: isTransient } };
  }
  const errors: FieldErrors = {};
  if ('message' in key) errors['trait_key'] = [key.message];
  if ('message' in value) errors['trait_value'] = [value.message];
  if (isTransient === undefined) errors['transient'] = ['Must be a valid boolean.'];
  return { ok: false, errors };
}
