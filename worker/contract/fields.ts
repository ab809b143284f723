import * as z from 'zod/mini';

/** The JSON Schema of an input field, which zod cannot derive from a field that also takes other spellings. */
type FieldSchema = Record<string, unknown>;

const schemas = z.registry<FieldSchema>();

const REQUIRED = 'This field is required.';
const NOT_NULL = 'This field may not be null.';

/** Largest id on the wire: a positive int32. */
export const MAX_INT32 = 2_147_483_647;

/** Of what people write for people, in characters. compat: Flagsmith has no limit, but lists show a thousand descriptions at once. */
export const LONGEST_DESCRIPTION = 20_000;

/** What reads a value: a text is the complaint, anything else is wrapped in `value`. */
type Reader<T> = (input: unknown) => { value: T } | string;

/**
 * An input field that reads values as Django REST framework does and complains in its words. compat: numbers may come as text, text as
 * numbers, booleans as words.
 */
function field<T>(read: Reader<T>, schema: FieldSchema): z.ZodMiniType<T> {
  const type = z.pipe(
    z.any(),
    z.transform((input: unknown, context): T => {
      const result = input === undefined ? REQUIRED : input === null ? NOT_NULL : read(input);
      if (typeof result !== 'string') return result.value;
      context.issues.push({ code: 'custom', message: result, input });
      return z.NEVER;
    }),
  );
  schemas.add(type, schema);
  return type as unknown as z.ZodMiniType<T>;
}

/** Null passes as null. */
export function nullable<T>(inner: z.ZodMiniType<T>): z.ZodMiniType<T | null> {
  const type = z.nullable(inner);
  schemas.add(type, { anyOf: [schemas.get(inner) ?? {}, { type: 'null' }] });
  return type;
}

/** May be left out. */
export const optional = z.optional;

/** Text of at most `max` characters, without the white space around it. */
export function text(max?: number, { blank = false, trim = true } = {}): z.ZodMiniType<string> {
  return field(
    (input) => {
      if (typeof input !== 'string' && typeof input !== 'number') return 'Not a valid string.';
      const value = trim ? String(input).trim() : String(input);
      if (value === '' && !blank) return 'This field may not be blank.';
      if (value.includes('\0')) return 'Null characters are not allowed.';
      if (hasLoneSurrogate(value)) return 'Not a valid string.';
      // Postgres counts code points, as Python does.
      if (max !== undefined && value.length > max && [...value].length > max) {
        return `Ensure this field has no more than ${max} characters.`;
      }
      return { value };
    },
    { type: 'string', ...(blank ? {} : { minLength: 1 }), ...(max === undefined ? {} : { maxLength: max }) },
  );
}

/** As `text`, where blanks count and numbers, booleans and other JSON are taken as the text that they are written as. */
export function scalarText(max: number): z.ZodMiniType<string> {
  const plain = text(max, { blank: true, trim: false });
  const type = z.pipe(
    z.any(),
    z.transform((input: unknown, context): string => {
      const written = input === undefined || typeof input === 'string' ? input : JSON.stringify(input);
      const result = z.safeParse(plain, written);
      if (result.success) return result.data;
      for (const { message } of result.error.issues) context.issues.push({ code: 'custom', message, input });
      return z.NEVER;
    }),
  );
  schemas.add(type, { type: ['string', 'number', 'boolean'], maxLength: max });
  return type as unknown as z.ZodMiniType<string>;
}

export function integer({ min = -MAX_INT32 - 1, max = MAX_INT32 } = {}): z.ZodMiniType<number> {
  return field(
    (input) => {
      const value = typeof input === 'string' && /^\s*[-+]?\d+(\.0*)?\s*$/.test(input) ? Number(input) : input;
      if (typeof value !== 'number' || !Number.isInteger(value)) return 'A valid integer is required.';
      if (value < min) return `Ensure this value is greater than or equal to ${min}.`;
      if (value > max) return `Ensure this value is less than or equal to ${max}.`;
      return { value };
    },
    { type: 'integer', minimum: min, maximum: max },
  );
}

/** The id of a row. One that cannot exist is complained of like one that does not. */
export function id(): z.ZodMiniType<number> {
  return field(
    (input) => {
      const value = typeof input === 'string' && /^\d{1,10}$/.test(input) ? Number(input) : input;
      if (typeof value !== 'number') return `Incorrect type. Expected pk value, received ${describeType(input)}.`;
      if (!Number.isInteger(value) || value < 1 || value > MAX_INT32) {
        return `Invalid pk "${String(input)}" - object does not exist.`;
      }
      return { value };
    },
    { type: 'integer', minimum: 1, maximum: MAX_INT32 },
  );
}

export function decimal({ min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = {}): z.ZodMiniType<number> {
  return field(
    (input) => {
      const value = typeof input === 'string' && input.trim() !== '' ? Number(input) : input;
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'A valid number is required.';
      if (value < min) return `Ensure this value is greater than or equal to ${min}.`;
      if (value > max) return `Ensure this value is less than or equal to ${max}.`;
      return { value };
    },
    {
      type: 'number',
      ...(min > -Number.MAX_VALUE ? { minimum: min } : {}),
      ...(max < Number.MAX_VALUE ? { maximum: max } : {}),
    },
  );
}

const TRUE: ReadonlySet<unknown> = new Set([
  't',
  'T',
  'y',
  'Y',
  'yes',
  'Yes',
  'YES',
  'true',
  'True',
  'TRUE',
  'on',
  'On',
  'ON',
  '1',
  1,
  true,
]);
const FALSE: ReadonlySet<unknown> = new Set([
  'f',
  'F',
  'n',
  'N',
  'no',
  'No',
  'NO',
  'false',
  'False',
  'FALSE',
  'off',
  'Off',
  'OFF',
  '0',
  0,
  false,
]);

export function flag(): z.ZodMiniType<boolean> {
  return field(
    (input) => (TRUE.has(input) ? { value: true } : FALSE.has(input) ? { value: false } : 'Must be a valid boolean.'),
    { type: 'boolean' },
  );
}

export function choice<const Value extends string>(values: readonly Value[]): z.ZodMiniType<Value> {
  return field(
    (input) => {
      const value = values.find((known) => known === input);
      return value === undefined ? `"${toText(input).slice(0, 100)}" is not a valid choice.` : { value };
    },
    { type: 'string', enum: values },
  );
}

export function email(): z.ZodMiniType<string> {
  return field(
    (input) => {
      const value = typeof input === 'string' ? input.trim() : '';
      if (value.length > 254) return 'Ensure this field has no more than 254 characters.';
      // Neither control characters nor halves of a character: no database stores them.
      return /^[^\s@"(),:;<>[\\\]\p{Cc}\p{Cs}]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/iu.test(value)
        ? { value }
        : 'Enter a valid email address.';
    },
    { type: 'string', format: 'email', maxLength: 254 },
  );
}

/** An address with http or https, written out whole. */
export function url(max = 200): z.ZodMiniType<string> {
  return field(
    (input) => {
      const value = typeof input === 'string' ? input.trim() : '';
      if (value.length > max) return `Ensure this field has no more than ${max} characters.`;
      return /^https?:\/\/[^\s/?#@\p{Cc}\p{Cs}]+([/?#][^\s\p{Cc}\p{Cs}]*)?$/iu.test(value)
        ? { value }
        : 'Enter a valid URL.';
    },
    { type: 'string', format: 'uri', maxLength: max },
  );
}

const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?$/i;

/** A point in time in ISO 8601; without a zone it is UTC. */
export function moment(): z.ZodMiniType<Date> {
  return field(
    (input) => {
      const isZoned = typeof input === 'string' && /(Z|[+-]\d\d:?\d\d)$/i.test(input);
      const value = typeof input === 'string' && MOMENT.test(input) ? new Date(isZoned ? input : `${input}Z`) : null;
      return value === null || Number.isNaN(value.getTime())
        ? 'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].'
        : { value };
    },
    { type: 'string', format: 'date-time' },
  );
}

/** A client-side environment key: what can stand in a path and a header, and is not mistaken for a server-side key. */
export function clientKey(): z.ZodMiniType<string> {
  return field(
    (input) => {
      const value = typeof input === 'string' ? input.trim() : '';
      if (!/^[\w.~-]{1,100}$/.test(value))
        return 'Use 1 to 100 letters, digits and the characters ".", "_", "~" and "-".';
      return value.startsWith('ser.') ? 'Only server-side keys begin with "ser.".' : { value };
    },
    { type: 'string', minLength: 1, maxLength: 100 },
  );
}

/** Text of at most `max` characters that is JSON of the type. */
export function jsonText<Inner extends z.ZodMiniType>(inner: Inner, max: number): z.ZodMiniType<z.output<Inner>> {
  const parsed = field((input): { value: unknown } | string => {
    if (typeof input !== 'string') return 'Not a valid string.';
    if (input.length > max) return `Ensure this field has no more than ${max} characters.`;
    try {
      return { value: JSON.parse(input) };
    } catch {
      return 'Value must be valid JSON.';
    }
  }, {});
  const type = z.pipe(parsed, inner as z.ZodMiniType<z.output<Inner>>);
  schemas.add(type, { type: 'string', contentMediaType: 'application/json', maxLength: max });
  return type;
}

/** Any JSON value, as it came. `schema` tells readers of the API what to send. */
export function json(schema: FieldSchema = {}): z.ZodMiniType {
  return field((value) => ({ value }), schema);
}

/** After so many faults nobody looks at the rest of a list: a body holds a million items, and each fault is a sentence. */
const MOST_FAULTS = 100;

/** A list of at most `max` items. */
export function list<Item extends z.ZodMiniType>(item: Item, max = 10_000): z.ZodMiniType<z.output<Item>[]> {
  const isList = field(
    (input) => {
      if (!Array.isArray(input)) return `Expected a list of items but got type "${describeType(input)}".`;
      return input.length > max ? `Ensure this field has no more than ${max} elements.` : { value: input as unknown[] };
    },
    { type: 'array' },
  );
  const readItems = z.transform((input: unknown[], context): z.output<Item>[] => {
    const items: z.output<Item>[] = [];
    for (const [index, value] of input.entries()) {
      const result = z.safeParse(item, value);
      if (result.success) items.push(result.data);
      else for (const { message, path } of result.error.issues) addFault(context.issues, message, [index, ...path]);
      if (context.issues.length >= MOST_FAULTS) break;
    }
    return items;
  });
  const type = z.pipe(isList, readItems);
  schemas.add(type, {
    type: 'array',
    get items() {
      return toSchema(item, 'input');
    },
  });
  return type as unknown as z.ZodMiniType<z.output<Item>[]>;
}

function addFault(issues: { push: (issue: never) => unknown }, message: string, path: PropertyKey[]): void {
  issues.push({ code: 'custom', message, path, input: undefined } as never);
}

/** The JSON Schema of input or output, for the API's description. */
export function toSchema(type: z.ZodMiniType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(type, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const known = schemas.get(zodSchema as unknown as z.ZodMiniType);
      if (known !== undefined) Object.assign(jsonSchema, known);
    },
  }) as Record<string, unknown>;
  return schema;
}

/** compat: the names of Python's types, which clients show. */
function describeType(input: unknown): string {
  if (Array.isArray(input)) return 'list';
  if (typeof input === 'string') return 'str';
  if (typeof input === 'boolean') return 'bool';
  if (typeof input === 'number') return Number.isInteger(input) ? 'int' : 'float';
  return 'dict';
}

/** An object may have a `toString` that is no function, so it cannot be asked for its text. */
function toText(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input);
}

function hasLoneSurrogate(value: string): boolean {
  return !value.isWellFormed();
}
