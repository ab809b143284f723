import * as z from 'zod/mini';
import { field, schemas } from './field.ts';

/** Of what people write for people, in characters. compat: Flagsmith has no limit, but lists show a thousand descriptions at once. */
export const LONGEST_DESCRIPTION = 20_000;

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

function hasLoneSurrogate(value: string): boolean {
  return !value.isWellFormed();
}
