import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { optional } from './field.ts';
import { text, url } from './text-fields.ts';
import { Moment } from './pages.ts';

const secret = optional(text(255, { blank: true, trim: false }));

export const NewWebhook = z.object({ url: url(200), enabled: optional(flag()), secret });
export const WebhookUpdate = z.object({ url: optional(url(200)), enabled: optional(flag()), secret });

export const Webhook = z.object({
  id: z.int(),
  url: z.string(),
  enabled: z.boolean(),
  secret: z.string(),
  created_at: Moment,
  updated_at: Moment,
});

export type NewWebhook = z.infer<typeof NewWebhook>;
export type WebhookUpdate = z.infer<typeof WebhookUpdate>;
export type Webhook = z.infer<typeof Webhook>;
