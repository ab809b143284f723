export type IntegrationScope = 'organisation' | 'project' | 'environment';

export type IntegrationField = {
  key: string;
  label: string;
  hint?: string;
  /** Sealed, and never shown. */
  isSecret?: boolean;
  isOptional?: boolean;
  /** A switch rather than a text. */
  isFlag?: boolean;
  /** Nothing else is taken. */
  options?: readonly string[];
  placeholder?: string;
  /** What holds where an optional one is left empty. */
  fallback?: string;
  maxLength?: number;
};

export type IntegrationKind = {
  kind: string;
  title: string;
  description: string;
  /** Where it can be set up. */
  scopes: readonly IntegrationScope[];
  fields: readonly IntegrationField[];
  /** About the system, by whoever runs the server. */
  docs?: string;
};

const CHANGES = 'Is told when features and segments are created, changed or deleted';
const IDENTITIES = 'Is told which flags each identity got';

const key = (label = 'API key'): IntegrationField => ({ key: 'api_key', label, isSecret: true, maxLength: 100 });
const address = (placeholder: string, label = 'Base URL'): IntegrationField => ({
  key: 'base_url',
  label,
  placeholder,
  maxLength: 2000,
});
const optional = (placeholder: string): IntegrationField => ({
  ...address(placeholder),
  hint: `Empty: ${placeholder}`,
  fallback: placeholder,
  isOptional: true,
});

/** Every kind that the API knows, with the fields that it asks for. */
export const INTEGRATION_KINDS: readonly IntegrationKind[] = [
  {
    kind: 'datadog',
    title: 'Datadog',
    description: `${CHANGES}: an event with the environment as tag.`,
    scopes: ['project'],
    fields: [
      address('https://api.datadoghq.com'),
      key(),
      {
        key: 'use_custom_source',
        label: 'Events name “flagsmith” as their source',
        isFlag: true,
        isOptional: true,
      },
    ],
  },
  {
    kind: 'new-relic',
    title: 'New Relic',
    description: `${CHANGES}: a deployment of the application.`,
    scopes: ['project'],
    fields: [address('https://api.newrelic.com'), key(), { key: 'app_id', label: 'Application ID', maxLength: 100 }],
  },
  {
    kind: 'dynatrace',
    title: 'Dynatrace',
    description: `${CHANGES}: an event for the entities that the selector names.`,
    scopes: ['environment'],
    fields: [
      address('https://abc12345.live.dynatrace.com'),
      key(),
      { key: 'entity_selector', label: 'Entity selector', placeholder: 'type(APPLICATION)', maxLength: 1000 },
    ],
  },
  {
    kind: 'grafana',
    title: 'Grafana',
    description: `${CHANGES}: an annotation with tags.`,
    scopes: ['organisation', 'project', 'environment'],
    fields: [address('https://example.grafana.net'), key('Service account token')],
  },
  {
    kind: 'sentry',
    title: 'Sentry',
    description: 'Is told when states of features go live: an entry in its flag log.',
    scopes: ['environment'],
    fields: [
      { key: 'webhook_url', label: 'Webhook URL', placeholder: 'https://sentry.io/api/0/…', maxLength: 2000 },
      { key: 'secret', label: 'Secret', isSecret: true, hint: 'At least 10 characters.', maxLength: 60 },
    ],
  },
  {
    kind: 'slack',
    title: 'Slack',
    description: 'Posts to a channel when features and segments are created, changed or deleted.',
    scopes: ['environment'],
    fields: [],
  },
  {
    kind: 'amplitude',
    title: 'Amplitude',
    description: `${IDENTITIES}: user properties.`,
    scopes: ['environment'],
    fields: [key(), optional('https://api2.amplitude.com')],
  },
  {
    kind: 'segment',
    title: 'Segment',
    description: `${IDENTITIES}: identify messages.`,
    scopes: ['environment'],
    fields: [
      key('Write key'),
      {
        key: 'base_url',
        label: 'Region',
        options: ['https://api.segment.io/', 'https://events.eu1.segmentapis.com/'],
        fallback: 'https://api.segment.io/',
        isOptional: true,
      },
    ],
  },
  {
    kind: 'rudderstack',
    title: 'RudderStack',
    description: `${IDENTITIES}: identify messages.`,
    scopes: ['environment'],
    fields: [address('https://example.dataplane.rudderstack.com', 'Data plane URL'), key('Write key')],
  },
  {
    kind: 'heap',
    title: 'Heap',
    description: `${IDENTITIES}: an event with properties.`,
    scopes: ['environment'],
    fields: [key('App ID'), optional('https://heapanalytics.com')],
  },
  {
    kind: 'mixpanel',
    title: 'Mixpanel',
    description: `${IDENTITIES}: profile properties.`,
    scopes: ['environment'],
    fields: [key('Project token'), optional('https://api.mixpanel.com')],
  },
  {
    kind: 'webhook',
    title: 'Webhook',
    description: 'A receiver of your own is told of traits, flags and segments of each identity, signed.',
    scopes: ['environment'],
    fields: [
      { key: 'url', label: 'Address', placeholder: 'https://example.com/identities', maxLength: 2000 },
      {
        key: 'secret',
        label: 'Secret',
        hint: 'Requests are signed with it.',
        isSecret: true,
        isOptional: true,
        maxLength: 255,
      },
    ],
  },
];
