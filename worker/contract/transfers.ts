import * as z from 'zod/mini';

/** Something that is not on the other side as it was, and why. */
export const TransferIssue = z.object({ kind: z.string(), name: z.string(), reason: z.string() });
export type TransferIssue = z.infer<typeof TransferIssue>;
