import * as z from 'zod/mini';
import { invalid, type FieldErrors } from '../core/errors.ts';

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** The input as the schema reads it. Throws INVALID with a message for each field that is wrong. */
export function validate<Type extends z.ZodMiniType>(type: Type, input: unknown): z.output<Type> {
  const result = z.safeParse(type, input);
  if (result.success) return result.data;
  throw invalid(toFieldErrors(result.error.issues, input));
}

/** The issues as nested as the input is. compat: a list with a faulty item names every item, `{}` for the sound ones. */
export function toFieldErrors(issues: readonly Issue[], input: unknown): FieldErrors {
  const messages = issues.filter(({ path }) => path.length === 0).map(({ message }) => message);
  if (messages.length > 0) return { non_field_errors: messages };
  const tree: FieldErrors = {};
  for (const field of new Set(issues.map(({ path }) => String(path[0])))) {
    const below = issues
      .filter(({ path }) => String(path[0]) === field)
      .map(({ path, message }) => ({ path: path.slice(1), message }));
    tree[field] = toErrors(below, valueAt(input, field));
  }
  return tree;
}

function toErrors(issues: Issue[], value: unknown): string[] | FieldErrors | FieldErrors[] {
  const messages = issues.filter(({ path }) => path.length === 0).map(({ message }) => message);
  if (messages.length > 0) return messages;
  if (!Array.isArray(value)) return toFieldErrors(issues, value);
  return value.map((item: unknown, index) => {
    const below = issues
      .filter(({ path }) => path[0] === index)
      .map(({ path, message }) => ({ path: path.slice(1), message }));
    return below.length === 0 ? {} : toFieldErrors(below, item);
  });
}

function valueAt(input: unknown, field: string): unknown {
  if (typeof input !== 'object' || input === null) return undefined;
  return Object.hasOwn(input, field) ? (input as Record<string, unknown>)[field] : undefined;
}
