import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { email, text } from './text-fields.ts';
import { Moment } from './pages.ts';

/** Nothing is limited: null means that there is no limit. */
export const Subscription = z.object({
  id: z.int(),
  uuid: z.string(),
  has_active_billing_periods: z.boolean(),
  deleted_at: z.nullable(Moment),
  subscription_id: z.nullable(z.string()),
  subscription_date: z.nullable(Moment),
  plan: z.nullable(z.string()),
  max_seats: z.nullable(z.int()),
  max_api_calls: z.nullable(z.int()),
  cancellation_date: z.nullable(Moment),
  customer_id: z.nullable(z.string()),
  billing_status: z.nullable(z.string()),
  payment_method: z.nullable(z.string()),
  notes: z.nullable(z.string()),
});

export const Organisation = z.object({
  id: z.int(),
  uuid: z.string(),
  name: z.string(),
  created_date: Moment,
  webhook_notification_email: z.nullable(z.string()),
  num_seats: z.int(),
  subscription: Subscription,
  /** The caller's. */
  role: z.nullable(z.enum(['ADMIN', 'USER'])),
  persist_trait_data: z.boolean(),
  block_access_to_admin: z.boolean(),
  restrict_project_create_to_admin: z.boolean(),
  force_2fa: z.boolean(),
});

export const NewOrganisation = z.object({
  name: text(2000),
  webhook_notification_email: optional(nullable(email())),
  restrict_project_create_to_admin: optional(flag()),
  force_2fa: optional(flag()),
  targeting_key: optional(nullable(text(64, { blank: true }))),
});

export const OrganisationUpdate = z.object({
  name: optional(text(2000)),
  webhook_notification_email: optional(nullable(email())),
  restrict_project_create_to_admin: optional(flag()),
  force_2fa: optional(flag()),
});

export const SubscriptionLimits = z.object({
  max_seats: z.nullable(z.int()),
  max_api_calls: z.nullable(z.int()),
  max_projects: z.nullable(z.int()),
  payment_source: z.nullable(z.string()),
  chargebee_email: z.nullable(z.string()),
  feature_history_visibility_days: z.nullable(z.int()),
  audit_log_visibility_days: z.nullable(z.int()),
});

export const OrganisationUsage = z.object({ events: z.int() });

export const PageQuery = z.object({ page: z.optional(z.string()), page_size: z.optional(z.string()) });

export type Subscription = z.infer<typeof Subscription>;
export type Organisation = z.infer<typeof Organisation>;
export type NewOrganisation = z.infer<typeof NewOrganisation>;
export type OrganisationUpdate = z.infer<typeof OrganisationUpdate>;
