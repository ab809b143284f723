import * as z from 'zod/mini';
import { choice, flag, optional, text, url } from './fields.ts';

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

/** What came of a sample event. `status` is 0 where there was no answer. */
export const IntegrationTest = z.object({ passed: z.boolean(), status: z.int(), detail: z.string() });

/** Who was served what, as integrations are told of it. */
export const ToldIdentity = z.object({
  identifier: z.string(),
  traits: z.array(
    z.object({ id: z.nullable(z.int()), trait_key: z.string(), trait_value: z.unknown(), transient: z.boolean() }),
  ),
  flags: z.array(
    z.looseObject({
      feature: z.looseObject({ id: z.int(), name: z.string() }),
      enabled: z.boolean(),
      feature_state_value: z.unknown(),
    }),
  ),
  segments: z.array(z.object({ id: z.number(), name: z.string(), member: z.boolean() })),
});
export type ToldIdentity = z.infer<typeof ToldIdentity>;
