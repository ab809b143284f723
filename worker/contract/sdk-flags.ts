import * as z from 'zod/mini';

/** A flag as every key may see it: the shape of Flagsmith's published SDK contract. */
export const SdkFlag = z.object({
  feature: z.object({ id: z.int32(), name: z.string(), type: z.string() }),
  enabled: z.boolean(),
  feature_state_value: z.nullable(z.union([z.string(), z.number(), z.boolean()])),
  variant: z.optional(z.nullable(z.string())),
  reason: z.optional(z.nullable(z.string())),
});

export const SdkFlags = z.array(SdkFlag);
export const SdkIdentity = z.object({ identifier: z.string(), flags: SdkFlags });

export type SdkFlag = z.infer<typeof SdkFlag>;
