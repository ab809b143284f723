import * as z from 'zod/mini';
import { describeType, field, schemas, toSchema } from './field.ts';

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
