import * as z from 'zod/mini';
import { Moment } from './pages.ts';
import { UserSummary } from './users.ts';

export const AuditLogQuery = z.object({
  project: z.optional(z.string()),
  environments: z.optional(z.string()),
  search: z.optional(z.string()),
  is_system_event: z.optional(z.string()),
  /** OURS: the id of a person. */
  author: z.optional(z.string()),
  /** OURS: from this moment on, and up to but without that one. */
  since: z.optional(z.string()),
  until: z.optional(z.string()),
  page: z.optional(z.string()),
  page_size: z.optional(z.string()),
});

export const AuditLog = z.object({
  id: z.int(),
  created_date: Moment,
  log: z.string(),
  author: z.nullable(UserSummary),
  /** Name of the master key that made the change. */
  master_api_key: z.nullable(z.object({ id: z.int(), name: z.string() })),
  environment: z.nullable(
    z.object({ id: z.int(), uuid: z.string(), name: z.string(), api_key: z.string(), project: z.int() }),
  ),
  project: z.nullable(z.object({ id: z.int(), uuid: z.string(), name: z.string(), organisation: z.int() })),
  related_object_id: z.nullable(z.int()),
  related_object_uuid: z.nullable(z.string()),
  related_object_type: z.nullable(z.string()),
  is_system_event: z.boolean(),
});

export const AuditLogDetail = z.extend(AuditLog, {
  change_type: z.enum(['CREATE', 'UPDATE', 'DELETE', 'UNKNOWN']),
  change_details: z.array(z.object({ field: z.string(), old: z.unknown(), new: z.unknown() })),
});

export type AuditLog = z.infer<typeof AuditLog>;
export type AuditLogDetail = z.infer<typeof AuditLogDetail>;
