import * as z from 'zod/mini';
import { Moment } from './pages.ts';

/** A change request as lists show it. */
export const ChangeRequestSummary = z.object({
  id: z.int(),
  created_at: Moment,
  updated_at: Moment,
  title: z.string(),
  description: z.nullable(z.string()),
  user: z.nullable(z.int()),
  committed_at: z.nullable(Moment),
  committed_by: z.nullable(z.int()),
  deleted_at: z.nullable(Moment),
  live_from: z.nullable(Moment),
  environment_feature_versions: z.array(z.string()),
  ignore_conflicts: z.boolean(),
});

export type ChangeRequestSummary = z.infer<typeof ChangeRequestSummary>;
