/** A value in the typed columns that hold it. */
export type TypedValue = {
  type: 'int' | 'unicode' | 'bool';
  integerValue: number | null;
  stringValue: string | null;
  booleanValue: boolean | null;
};

const MAX_INT32 = 2_147_483_647;

/** The value that a text stands for: what looks like a boolean or a whole number (int32) is one. */
export function inferValue(text: string | null): TypedValue {
  if (text !== null && /^(true|false)$/i.test(text)) return typed({ booleanValue: text.toLowerCase() === 'true' });
  if (text !== null && /^[-+]?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= MAX_INT32) {
    // Adding zero turns minus zero into zero.
    return typed({ integerValue: Number(text) + 0 });
  }
  return typed({ stringValue: text });
}

/** The value of the column that the type names. Null: that column is empty, which only text may be. */
export function pickValue(input: {
  type?: string | null | undefined;
  integer_value?: number | null | undefined;
  string_value?: string | null | undefined;
  boolean_value?: boolean | null | undefined;
}): TypedValue | null {
  if (input.type === 'int') return input.integer_value == null ? null : typed({ integerValue: input.integer_value });
  if (input.type === 'bool') return input.boolean_value == null ? null : typed({ booleanValue: input.boolean_value });
  return typed({ stringValue: input.string_value ?? null });
}

function typed({
  integerValue = null,
  stringValue = null,
  booleanValue = null,
}: Partial<Omit<TypedValue, 'type'>>): TypedValue {
  const type = integerValue !== null ? 'int' : booleanValue !== null ? 'bool' : 'unicode';
  return { type, integerValue, stringValue, booleanValue };
}
