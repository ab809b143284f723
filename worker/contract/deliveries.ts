import * as z from 'zod/mini';
import { optional } from './field.ts';
import { url, text } from './text-fields.ts';
import { Moment } from './pages.ts';

export const DeliveryQuery = z.object({
  state: z.optional(z.enum(['pending', 'delivered', 'failed'])),
  page: z.optional(z.string()),
  page_size: z.optional(z.string()),
});

/** One request to a webhook, with what came of it so far. */
export const Delivery = z.object({
  id: z.int(),
  /** What receivers see as `X-Halyard-Delivery`. */
  uuid: z.string(),
  sequence: z.int(),
  event_type: z.string(),
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int(),
  created_at: Moment,
  /** Null once it is delivered or failed. */
  next_attempt_at: z.nullable(Moment),
  finished_at: z.nullable(Moment),
  last_status: z.nullable(z.int()),
  last_error: z.nullable(z.string()),
});

export const DeliveryDetail = z.extend(Delivery, {
  body: z.string(),
  /** Beginning of the last reply. */
  last_response: z.nullable(z.string()),
});

export const ReplayedDeliveries = z.object({ replayed: z.int() });

/** `id` is the organisation's id, or the environment's client-side key. */
export const WebhookTest = z.object({
  webhook_url: url(200),
  secret: optional(z.nullable(text(255, { blank: true, trim: false }))),
  scope: z.object({ type: z.enum(['organisation', 'environment']), id: z.union([z.string(), z.int()]) }),
});
export const WebhookTestPassed = z.object({ detail: z.string(), status: z.int() });
export const WebhookTestFailed = z.object({ detail: z.string(), status: z.int(), body: z.string() });

export type Delivery = z.infer<typeof Delivery>;
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;
export type WebhookTest = z.infer<typeof WebhookTest>;
