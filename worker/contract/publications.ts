import * as z from 'zod/mini';

/** Where the publication of an environment stands, for people who look after it. Times are epoch milliseconds. */
export const PublicationStatus = z.object({
  /** The newest version, which is what SDKs get; 0 if nothing was published yet. */
  version: z.int(),
  /** True while something that was committed may not be published yet. */
  pending: z.boolean(),
  /** The versions that can be gone back to, newest first. */
  kept: z.array(
    z.object({
      version: z.int(),
      published_at: z.number(),
      flags: z.int(),
      bytes: z.int(),
      /** An environment that has been deleted has nothing to go back to. */
      gone: z.boolean(),
    }),
  ),
  /** Set while the environment stays as a kept version had it, whatever is committed. */
  pin: z.nullable(z.object({ reverted_to: z.int(), at: z.number(), by: z.string() })),
  /** Set while a publication waits because it looks like an accident. */
  hold: z.nullable(
    z.object({
      id: z.string(),
      reason: z.enum(['invalid', 'too-large', 'flags-vanished']),
      message: z.string(),
      can_be_confirmed: z.boolean(),
      at: z.number(),
    }),
  ),
  /** The newest version that each place of copies is known to have. */
  copies: z.array(z.object({ name: z.string(), version: z.int() })),
});

export const RevertInput = z.object({ version: z.int().check(z.positive()) });
export const ConfirmInput = z.object({ hold: z.string().check(z.maxLength(100)) });

export type PublicationStatus = z.infer<typeof PublicationStatus>;
