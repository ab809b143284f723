import type { ConfiguredKind } from '../../contract/integrations.ts';

/** What is known of a kind of integration, beside the fields of `INTEGRATION_INPUTS`. */
export type KindFacts = {
  title: string;
  /** Where it can be configured. */
  scopes: readonly ('organisation' | 'project' | 'environment')[];
  /** `changes`: told of changes of flags and segments. `identities`: told what identities are served. */
  tells: 'changes' | 'identities';
  /** Fields that are sealed at rest and never shown. */
  secrets: readonly string[];
  /** The field with the address that requests go to. */
  address: string;
  /** compat: a receiver of one's own may listen without TLS. */
  mayBePlain?: true;
  defaults?: Readonly<Record<string, unknown>>;
};

export const KIND_FACTS: Record<ConfiguredKind, KindFacts> = {
  datadog: {
    title: 'Datadog',
    scopes: ['project'],
    tells: 'changes',
    secrets: ['api_key'],
    address: 'base_url',
    defaults: { use_custom_source: false },
  },
  'new-relic': {
    title: 'New Relic',
    scopes: ['project'],
    tells: 'changes',
    secrets: ['api_key'],
    address: 'base_url',
  },
  grafana: {
    title: 'Grafana',
    scopes: ['organisation', 'project', 'environment'],
    tells: 'changes',
    secrets: ['api_key'],
    address: 'base_url',
  },
  dynatrace: {
    title: 'Dynatrace',
    scopes: ['environment'],
    tells: 'changes',
    secrets: ['api_key'],
    address: 'base_url',
  },
  sentry: {
    title: 'Sentry',
    scopes: ['environment'],
    tells: 'changes',
    secrets: ['secret'],
    address: 'webhook_url',
  },
  amplitude: {
    title: 'Amplitude',
    scopes: ['environment'],
    tells: 'identities',
    secrets: ['api_key'],
    address: 'base_url',
    defaults: { base_url: 'https://api2.amplitude.com' },
  },
  segment: {
    title: 'Segment',
    scopes: ['environment'],
    tells: 'identities',
    secrets: ['api_key'],
    address: 'base_url',
    defaults: { base_url: 'https://api.segment.io/' },
  },
  heap: {
    title: 'Heap',
    scopes: ['environment'],
    tells: 'identities',
    secrets: ['api_key'],
    address: 'base_url',
    defaults: { base_url: 'https://heapanalytics.com' },
  },
  mixpanel: {
    title: 'Mixpanel',
    scopes: ['environment'],
    tells: 'identities',
    secrets: ['api_key'],
    address: 'base_url',
    defaults: { base_url: 'https://api.mixpanel.com' },
  },
  rudderstack: {
    title: 'RudderStack',
    scopes: ['environment'],
    tells: 'identities',
    secrets: ['api_key'],
    address: 'base_url',
  },
  webhook: {
    title: 'Webhook',
    scopes: ['environment'],
    tells: 'identities',
    secrets: ['secret'],
    address: 'url',
    mayBePlain: true,
    defaults: { secret: '' },
  },
};

export const CONFIGURED_KINDS = Object.keys(KIND_FACTS) as ConfiguredKind[];

export function isConfiguredKind(kind: string): kind is ConfiguredKind {
  return Object.hasOwn(KIND_FACTS, kind);
}
