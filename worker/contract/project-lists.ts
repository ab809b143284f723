import * as z from 'zod/mini';
import { Moment } from './pages.ts';

export const FeatureExport = z.object({
  id: z.int(),
  name: z.string(),
  environment_id: z.int(),
  status: z.enum(['PROCESSING', 'SUCCESS', 'FAILED']),
  created_at: Moment,
});
export const FeatureImport = z.object({
  id: z.int(),
  environment_id: z.int(),
  strategy: z.enum(['SKIP', 'OVERWRITE_DESTRUCTIVE']),
  status: z.enum(['PROCESSING', 'SUCCESS', 'FAILED']),
  created_at: Moment,
});

export const HealthEvent = z.object({
  id: z.int(),
  created_at: Moment,
  environment: z.nullable(z.int()),
  feature: z.int(),
  provider_name: z.nullable(z.string()),
  reason: z.unknown(),
  type: z.enum(['UNHEALTHY', 'HEALTHY']),
});
export const HealthProvider = z.object({ created_by: z.nullable(z.string()), name: z.string(), project: z.int() });

export const CodeReferences = z.object({
  repository_url: z.string(),
  vcs_provider: z.string(),
  revision: z.string(),
  last_successful_repository_scanned_at: z.nullable(Moment),
  last_feature_found_at: z.nullable(Moment),
  code_references: z.array(z.unknown()),
});

export type FeatureExport = z.infer<typeof FeatureExport>;
export type FeatureImport = z.infer<typeof FeatureImport>;
export type HealthEvent = z.infer<typeof HealthEvent>;
export type HealthProvider = z.infer<typeof HealthProvider>;
export type CodeReferences = z.infer<typeof CodeReferences>;
