import type { conditionOperators, segmentRuleTypes } from '../schema/segments.ts';

export type DemoValue = string | number | boolean | null;
type DemoCondition = { operator: (typeof conditionOperators)[number]; property?: string; value?: string };
export type DemoRule = { type: (typeof segmentRuleTypes)[number]; rules?: DemoRule[]; conditions?: DemoCondition[] };
export type DemoSegment = { name: string; description: string; rules: DemoRule[] };
type DemoVariant = { key: string; value: DemoValue; percentage: number };
/** `weights` are percentages by variant key. */
type DemoOverride = {
  segment: string;
  enabled: boolean;
  value: DemoValue;
  weights?: Record<string, number>;
};
type DemoIdentityOverride = { identifier: string; enabled: boolean; value: DemoValue; variant?: string };
export type DemoFeature = {
  name: string;
  description: string;
  enabled: boolean;
  value: DemoValue;
  tags: string[];
  isServerKeyOnly?: boolean;
  variants?: DemoVariant[];
  /** In order of priority, the strongest first. */
  overrides?: DemoOverride[];
  identityOverrides?: DemoIdentityOverride[];
};

// Client-side keys are public, so the demo's are fixed and can stand in examples.
export const demoEnvironments = [
  { name: 'Development', clientKey: 'HalyardDemoDevelopment' },
  { name: 'Production', clientKey: 'HalyardDemoProduction1' },
] as const;

export const demoTags = [
  { label: 'frontend', color: '#3d4db6', description: 'Seen by visitors', isPermanent: false },
  { label: 'checkout', color: '#0f9d76', description: 'The way from basket to receipt', isPermanent: false },
  { label: 'operations', color: '#b23a48', description: 'Switches for the people on call', isPermanent: true },
];

export const demoIdentities: Record<string, Record<string, string | number | boolean>> = {
  'ada@example.com': { email: 'ada@example.com', role: 'admin', plan: 'enterprise', orders: 42 },
  'grace@example.org': { email: 'grace@example.org', role: 'customer', plan: 'free', orders: 3, newsletter: true },
};

export const demoSegments: DemoSegment[] = [
  {
    name: 'internal_staff',
    description: 'People with a company address or a support role, unless they look at the shop as customers do',
    rules: [
      {
        type: 'ALL',
        rules: [
          {
            type: 'ANY',
            conditions: [
              { operator: 'REGEX', property: 'email', value: '.*@example\\.com$' },
              { operator: 'IN', property: 'role', value: 'admin,support' },
            ],
          },
          { type: 'NONE', conditions: [{ operator: 'EQUAL', property: 'view_as_customer', value: 'true' }] },
        ],
      },
    ],
  },
  {
    name: 'premium_customers',
    description: 'Paying customers with at least ten orders',
    rules: [
      {
        type: 'ALL',
        rules: [
          {
            type: 'ALL',
            conditions: [
              { operator: 'IN', property: 'plan', value: 'pro,enterprise' },
              { operator: 'GREATER_THAN_INCLUSIVE', property: 'orders', value: '10' },
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'quarter_of_everybody',
    description: 'A stable quarter of all identities',
    rules: [
      {
        type: 'ALL',
        rules: [
          {
            type: 'ALL',
            conditions: [{ operator: 'PERCENTAGE_SPLIT', property: '$.identity.key', value: '25' }],
          },
        ],
      },
    ],
  },
];

export const demoFeatures: DemoFeature[] = [
  {
    name: 'checkout_button',
    description: 'Colour of the checkout button: an experiment with two variants beside the control',
    enabled: true,
    value: 'green',
    tags: ['frontend', 'checkout'],
    variants: [
      { key: 'blue', value: 'blue', percentage: 30 },
      { key: 'orange', value: 'orange', percentage: 20 },
    ],
    overrides: [{ segment: 'premium_customers', enabled: true, value: 'gold', weights: { blue: 50, orange: 0 } }],
    identityOverrides: [{ identifier: 'grace@example.org', enabled: true, value: 'green', variant: 'orange' }],
  },
  {
    name: 'welcome_message',
    description: 'The line at the top of the start page',
    enabled: true,
    value: 'Welcome aboard!',
    tags: ['frontend'],
    overrides: [
      { segment: 'internal_staff', enabled: true, value: 'Welcome back, colleague.' },
      { segment: 'premium_customers', enabled: true, value: 'Good to see you again!' },
    ],
  },
  {
    name: 'dark_mode',
    description: 'Offers the dark theme',
    enabled: false,
    value: null,
    tags: ['frontend'],
    overrides: [{ segment: 'internal_staff', enabled: true, value: null }],
    identityOverrides: [{ identifier: 'ada@example.com', enabled: true, value: null }],
  },
  {
    name: 'new_search',
    description: 'The new search, for a quarter of everybody',
    enabled: false,
    value: null,
    tags: ['frontend'],
    overrides: [{ segment: 'quarter_of_everybody', enabled: true, value: null }],
  },
  { name: 'page_size', description: 'Articles on one page', enabled: true, value: 24, tags: ['frontend'] },
  { name: 'prices_include_tax', description: '', enabled: true, value: true, tags: ['checkout'] },
  {
    name: 'theme',
    description: 'Colours and corner radius, as JSON',
    enabled: true,
    value: '{"accent":"#0f9d76","radius":6,"fonts":["Inter","sans-serif"]}',
    tags: ['frontend'],
  },
  {
    name: 'fraud_score_limit',
    description: 'Orders above this score are checked by hand. Only servers may know it.',
    enabled: true,
    value: 80,
    tags: ['checkout'],
    isServerKeyOnly: true,
  },
  {
    name: 'maintenance_mode',
    description: 'Shows the maintenance page instead of the shop',
    enabled: false,
    value: null,
    tags: ['operations'],
  },
];
