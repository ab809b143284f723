import * as z from 'zod/mini';

const Labels = z.nullable(
  z.object({
    client_application_name: z.nullable(z.string()),
    client_application_version: z.nullable(z.string()),
    user_agent: z.nullable(z.string()),
  }),
);

export const UsageData = z.object({
  /** The day, in UTC. */
  day: z.string(),
  flags: z.int(),
  identities: z.int(),
  traits: z.int(),
  environment_document: z.int(),
  labels: Labels,
});
export const UsageCount = z.object({ count: z.int() });
export const EvaluationData = z.object({ day: z.string(), count: z.int(), labels: Labels });
export const LifecycleCounts = z.object({
  new: z.int(),
  live: z.int(),
  stale: z.int(),
  permanent: z.int(),
  needs_monitoring: z.int(),
  to_remove: z.int(),
});

export type UsageData = z.infer<typeof UsageData>;
export type EvaluationData = z.infer<typeof EvaluationData>;
export type LifecycleCounts = z.infer<typeof LifecycleCounts>;
