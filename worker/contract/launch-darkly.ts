import * as z from 'zod/mini';
import { text } from './text-fields.ts';
import { Moment } from './pages.ts';

/** What we read of LaunchDarkly's REST API, version 2; the rest of its answers is not looked at. */

const list = <Item extends z.ZodMiniType>(item: Item) => z.optional(z.array(item));

export const LdClause = z.object({
  attribute: z.optional(z.string()),
  op: z.string(),
  values: z.array(z.unknown()),
  negate: z.optional(z.boolean()),
  contextKind: z.optional(z.string()),
});

const Rollout = z.object({ variations: z.array(z.object({ variation: z.int(), weight: z.number() })) });
const served = { variation: z.optional(z.int()), rollout: z.optional(Rollout) };
export const LdServed = z.object(served);

const Target = z.object({ values: z.array(z.string()), variation: z.int(), contextKind: z.optional(z.string()) });

export const LdFlagConfig = z.object({
  on: z.boolean(),
  targets: list(Target),
  contextTargets: list(Target),
  rules: list(z.object({ clauses: z.array(LdClause), description: z.optional(z.string()), ...served })),
  fallthrough: z.optional(LdServed),
  offVariation: z.optional(z.int()),
  prerequisites: list(z.unknown()),
});

export const LdFlag = z.object({
  key: z.string(),
  kind: z.string(),
  description: z.optional(z.string()),
  tags: list(z.string()),
  deprecated: z.optional(z.boolean()),
  variations: z.array(z.object({ value: z.unknown(), name: z.optional(z.string()) })),
  environments: z.optional(z.record(z.string(), LdFlagConfig)),
});

export const LdSegment = z.object({
  key: z.string(),
  name: z.optional(z.string()),
  included: list(z.string()),
  excluded: list(z.string()),
  rules: list(z.object({ clauses: z.array(LdClause), weight: z.optional(z.nullable(z.number())) })),
});

export const LdEnvironment = z.object({ key: z.string(), name: z.string() });

export const LdPage = z.object({ items: z.array(z.unknown()), totalCount: z.optional(z.int()) });

export type LdClause = z.infer<typeof LdClause>;
export type LdServed = z.infer<typeof LdServed>;
export type LdFlagConfig = z.infer<typeof LdFlagConfig>;
export type LdFlag = z.infer<typeof LdFlag>;
export type LdSegment = z.infer<typeof LdSegment>;
export type LdEnvironment = z.infer<typeof LdEnvironment>;

export const LaunchDarklyImportInput = z.object({ token: text(1000), project_key: text(2000) });

export const LaunchDarklyImport = z.object({
  id: z.int(),
  created_by: z.nullable(z.string()),
  created_at: Moment,
  updated_at: Moment,
  completed_at: z.nullable(Moment),
  status: z.object({
    requested_environment_count: z.int(),
    requested_flag_count: z.int(),
    deprecated_flag_count: z.optional(z.int()),
    result: z.optional(z.nullable(z.enum(['success', 'failure', 'incomplete']))),
    error_messages: z.array(z.string()),
  }),
  project: z.int(),
});
export type LaunchDarklyImport = z.infer<typeof LaunchDarklyImport>;
export type LdPage = z.infer<typeof LdPage>;
