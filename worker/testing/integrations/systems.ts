import { createHmac } from 'node:crypto';
import type { SunkRequest } from '../fixtures/sink.ts';

/** A system that Halyard tells of things, and how it is set up against a sink. */
export type System = {
  name: string;
  kind: string;
  scope: 'project' | 'environment';
  tells: 'changes' | 'identities';
  secret: string;
  /** What the API is given; `base` is the system's own folder of the sink and ends with a slash. */
  input: (base: string, secret: string) => Record<string, unknown>;
  /** Whether the request shows that its sender has the secret. */
  shows: (request: SunkRequest, secret: string) => boolean;
};

type Facts = Omit<System, 'secret' | 'input' | 'shows'> & Partial<Pick<System, 'input' | 'shows'>>;

const withKey = (base: string, secret: string) => ({ base_url: base, api_key: secret });
const holds = ({ path, headers, body }: SunkRequest, secret: string) =>
  [path, JSON.stringify(headers), decodeURIComponent(body)].some((part) => part.includes(secret));
const isBasic = ({ headers }: SunkRequest, secret: string) => headers.authorization === `Basic ${btoa(`${secret}:`)}`;
const isSigned = (header: string) => (request: SunkRequest, secret: string) =>
  request.headers[header] === createHmac('sha256', secret).update(request.body).digest('hex');

const FACTS: readonly Facts[] = [
  { name: 'Datadog', kind: 'datadog', scope: 'project', tells: 'changes' },
  {
    name: 'New Relic',
    kind: 'new-relic',
    scope: 'project',
    tells: 'changes',
    input: (base, secret) => ({ ...withKey(base, secret), app_id: '42' }),
  },
  {
    name: 'Dynatrace',
    kind: 'dynatrace',
    scope: 'environment',
    tells: 'changes',
    input: (base, secret) => ({ ...withKey(base, secret), entity_selector: 'type(HOST)' }),
  },
  { name: 'Grafana', kind: 'grafana', scope: 'project', tells: 'changes' },
  {
    name: 'Sentry',
    kind: 'sentry',
    scope: 'environment',
    tells: 'changes',
    input: (base, secret) => ({ webhook_url: base, secret }),
    shows: isSigned('x-sentry-signature'),
  },
  {
    name: 'Slack',
    kind: 'slack',
    scope: 'environment',
    tells: 'changes',
    input: () => ({ channel_id: 'C1' }),
  },
  { name: 'Amplitude', kind: 'amplitude', scope: 'environment', tells: 'identities' },
  {
    name: 'Segment',
    kind: 'segment',
    scope: 'environment',
    tells: 'identities',
    // Only the two hosts of the vendor can be chosen.
    input: (_, secret) => ({ api_key: secret, base_url: 'https://events.eu1.segmentapis.com/' }),
    shows: isBasic,
  },
  { name: 'RudderStack', kind: 'rudderstack', scope: 'environment', tells: 'identities', shows: isBasic },
  { name: 'Heap', kind: 'heap', scope: 'environment', tells: 'identities' },
  { name: 'Mixpanel', kind: 'mixpanel', scope: 'environment', tells: 'identities' },
  {
    name: 'Webhook',
    kind: 'webhook',
    scope: 'environment',
    tells: 'identities',
    input: (base, secret) => ({ url: base, secret }),
    shows: isSigned('x-flagsmith-signature'),
  },
];

/** Every system that can be told of something. */
export const SYSTEMS: readonly System[] = FACTS.map((facts) => ({
  input: withKey,
  shows: holds,
  secret: `the-secret-of-${facts.kind}-0123456789`,
  ...facts,
}));

/** The forms in which a secret could stand in a text. */
export function formsOf(secret: string): string[] {
  return [secret, btoa(secret), btoa(`${secret}:`), encodeURIComponent(secret)];
}
