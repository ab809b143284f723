import * as z from 'zod/mini';

/** The JSON Schema of an input field, which zod cannot derive from a field that also takes other spellings. */
type FieldSchema = Record<string, unknown>;

/** The schemas of the fields of this folder. */
export const schemas = z.registry<FieldSchema>();

const REQUIRED = 'This field is required.';
const NOT_NULL = 'This field may not be null.';

/** What reads a value: a text is the complaint, anything else is wrapped in `value`. */
type Reader<T> = (input: unknown) => { value: T } | string;

/**
 * An input field that reads values as Django REST framework does and complains in its words. compat: numbers may come as text, text as
 * numbers, booleans as words.
 */
export function field<T>(read: Reader<T>, schema: FieldSchema): z.ZodMiniType<T> {
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

/** Any JSON value, as it came. `schema` tells readers of the API what to send. */
export function json(schema: FieldSchema = {}): z.ZodMiniType {
  return field((value) => ({ value }), schema);
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
export function describeType(input: unknown): string {
  if (Array.isArray(input)) return 'list';
  if (typeof input === 'string') return 'str';
  if (typeof input === 'boolean') return 'bool';
  if (typeof input === 'number') return Number.isInteger(input) ? 'int' : 'float';
  return 'dict';
}
