import * as z from 'zod/mini';

/** A row of a Flagsmith organisation export: Django's serialisation, with natural keys or with primary ones. */
export const FlagsmithRow = z.object({
  model: z.string(),
  pk: z.optional(z.union([z.number(), z.string(), z.null()])),
  fields: z.record(z.string(), z.unknown()),
});
export type FlagsmithRow = z.infer<typeof FlagsmithRow>;
