import * as z from 'zod/mini';

const Labels = z.nullable(
  z.object({
    client_application_name: z.nullable(z.string()),
    client_application_version: z.nullable(z.string()),
    user_agent: z.nullable(z.string()),
  }),
);

export const UsageData = z.object({
  /** The day, in UTC; with finer steps the instant at which the step begins. */
  day: z.string(),
  flags: z.int(),
  identities: z.int(),
  traits: z.int(),
  environment_document: z.int(),
  labels: Labels,
});
export const UsageCount = z.object({ count: z.int() });
export const EvaluationData = z.object({ day: z.string(), count: z.int(), labels: Labels });
/** A step as Flagsmith's first charts had it. */
export const RequestEvent = z.object({
  Flags: z.int(),
  Identities: z.int(),
  Traits: z.int(),
  'Environment-document': z.int(),
  name: z.string(),
});
export const RequestEvents = z.object({ events_list: z.array(RequestEvent) });
/** The count stands under the feature's name, beside `datetime`. */
export const EvaluationEvents = z.object({
  events_list: z.array(z.record(z.string(), z.union([z.string(), z.int()]))),
});
export const LifecycleCounts = z.object({
  new: z.int(),
  live: z.int(),
  stale: z.int(),
  permanent: z.int(),
  needs_monitoring: z.int(),
  to_remove: z.int(),
});

export type UsageData = z.infer<typeof UsageData>;
export type RequestEvent = z.infer<typeof RequestEvent>;
export type EvaluationData = z.infer<typeof EvaluationData>;
export type LifecycleCounts = z.infer<typeof LifecycleCounts>;
