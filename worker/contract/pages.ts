import * as z from 'zod/mini';

/** A list of which one page is shown. */
export function pageOf<Item extends z.ZodMiniType>(item: Item) {
  return z.object({
    count: z.int(),
    next: z.nullable(z.string()),
    previous: z.nullable(z.string()),
    results: z.array(item),
  });
}

/** An error with one sentence. */
export const Detail = z.object({ detail: z.string() });

/** Sentences by field. */
export const Problems = z.record(z.string(), z.unknown());

/** A point in time as the wire writes it: ISO 8601 in UTC. */
export const Moment = z.string();
