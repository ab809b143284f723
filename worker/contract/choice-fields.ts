import type * as z from 'zod/mini';
import { field } from './field.ts';

const TRUE: ReadonlySet<unknown> = new Set([...'t T y Y yes Yes YES true True TRUE on On ON 1'.split(' '), 1, true]);
const FALSE: ReadonlySet<unknown> = new Set([
  ...'f F n N no No NO false False FALSE off Off OFF 0'.split(' '),
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

/** An object may have a `toString` that is no function, so it cannot be asked for its text. */
function toText(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input);
}
