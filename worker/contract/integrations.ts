import * as z from 'zod/mini';
import { choice, flag } from './choice-fields.ts';
import { optional } from './field.ts';
import { text, url } from './text-fields.ts';

/** What stands in answers where a secret is kept. Sent back, it leaves the secret as it is. */
export const HIDDEN = '********';

const secret = (max: number) => text(max, { trim: false });
const SEGMENT_HOSTS = ['https://api.segment.io/', 'https://events.eu1.segmentapis.com/'] as const;

/** What each kind of integration is configured with. */
export const INTEGRATION_INPUTS = {
  datadog: z.object({ base_url: url(), api_key: secret(100), use_custom_source: optional(flag()) }),
  'new-relic': z.object({ base_url: url(), api_key: secret(100), app_id: text(100) }),
  dynatrace: z.object({ base_url: url(), api_key: secret(100), entity_selector: text(1_000) }),
  grafana: z.object({ base_url: url(), api_key: secret(100) }),
  sentry: z.object({ webhook_url: url(), secret: secret(60) }),
  amplitude: z.object({ api_key: secret(100), base_url: optional(url()) }),
  segment: z.object({ api_key: secret(100), base_url: optional(choice(SEGMENT_HOSTS)) }),
  heap: z.object({ api_key: secret(100), base_url: optional(url()) }),
  mixpanel: z.object({ api_key: secret(100), base_url: optional(url()) }),
  rudderstack: z.object({ api_key: secret(100), base_url: url() }),
  webhook: z.object({ url: url(), secret: optional(text(255, { blank: true, trim: false })) }),
} as const;

export type ConfiguredKind = keyof typeof INTEGRATION_INPUTS;

export const Integration = z.looseObject({ id: z.int() });

/** Where an environment's changes are posted. `integration_id` names the project's installation, for its deliveries. */
export const SlackEnvironment = z.object({
  id: z.int(),
  channel_id: z.string(),
  enabled: z.boolean(),
  integration_id: z.int(),
});
export const SlackInput = z.object({ channel_id: text(50), enabled: optional(flag()) });
export const SlackChange = z.partial(SlackInput);
export const SlackChannels = z.object({
  /** Where the next page begins; blank at the end. */
  cursor: z.string(),
  channels: z.array(z.object({ channel_name: z.string(), channel_id: z.string() })),
});
export const SlackChannelsQuery = z.object({ limit: z.optional(z.string()), cursor: z.optional(z.string()) });
export const SlackSignature = z.object({ signature: z.string() });
export const SlackStartQuery = z.object({
  redirect_url: z.optional(z.string()),
  signature: z.optional(z.string()),
});
export const SlackCallbackQuery = z.object({
  code: z.optional(z.string()),
  state: z.optional(z.string()),
  error: z.optional(z.string()),
});
export const SlackProblem = z.object({ message: z.string() });

/** What sealed texts of an installation say. `until` in epoch seconds. */
export const SlackClaims = z.object({ user: z.int(), environment: z.int(), until: z.number() });
export const SlackState = z.extend(SlackClaims, { nonce: z.string(), redirect: z.string() });

/** Slack's own answers, as far as they are read. */
export const SlackAnswer = z.looseObject({ ok: z.boolean(), error: z.optional(z.string()) });
export const SlackToken = z.looseObject({ access_token: z.string() });
export const SlackChannelList = z.looseObject({
  channels: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  response_metadata: z.optional(z.looseObject({ next_cursor: z.optional(z.string()) })),
});

/** What came of a sample event. `status` is 0 where there was no answer. */
export const IntegrationTest = z.object({ passed: z.boolean(), status: z.int(), detail: z.string() });
