/** A feature value in its typed columns; exactly the column of its type is set, and a `unicode` value may be null. */
export type FeatureValue = {
  type: 'int' | 'unicode' | 'bool';
  integerValue: number | null;
  stringValue: string | null;
  booleanValue: boolean | null;
};

const MAX_INT32 = 2_147_483_647;

export const NO_VALUE: FeatureValue = { type: 'unicode', integerValue: null, stringValue: null, booleanValue: null };

/** What a text stands for: a whole number, a boolean, or itself. A number beyond int32 stays text, as the wire has no room for it. */
export function inferFeatureValue(text: string | null): FeatureValue {
  if (text === null) return NO_VALUE;
  if (/^[-+]?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= MAX_INT32) {
    // Adding zero turns minus zero into zero.
    return { ...NO_VALUE, type: 'int', integerValue: Number(text) + 0 };
  }
  if (/^(true|false)$/i.test(text)) return { ...NO_VALUE, type: 'bool', booleanValue: text.toLowerCase() === 'true' };
  return { ...NO_VALUE, stringValue: text };
}

/** The value of the column that the type names. Null: that column is empty, which only text may be. */
export function pickValue(input: {
  type?: string | null | undefined;
  integer_value?: number | null | undefined;
  string_value?: string | null | undefined;
  boolean_value?: boolean | null | undefined;
}): FeatureValue | null {
  const { integer_value: integerValue = null, boolean_value: booleanValue = null, string_value: stringValue } = input;
  if (input.type === 'int') return integerValue === null ? null : { ...NO_VALUE, type: 'int', integerValue };
  if (input.type === 'bool') return booleanValue === null ? null : { ...NO_VALUE, type: 'bool', booleanValue };
  return { ...NO_VALUE, stringValue: stringValue ?? null };
}

/** The value as a JSON scalar. */
export function toScalar(value: FeatureValue): string | number | boolean | null {
  if (value.type === 'int') return value.integerValue;
  return value.type === 'bool' ? value.booleanValue : value.stringValue;
}
