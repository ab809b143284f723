import { pickInteger, pickOne, shuffle, type Random } from './random.ts';

/** How IN lists are written: as the dashboard stores them, or as JSON array text. */
export type ListSpelling = 'comma' | 'json';

export interface WorkloadCondition {
  readonly property_: string;
  readonly operator: string;
  readonly value: string;
}

const PLANS = ['free', 'starter', 'team', 'pro', 'business', 'enterprise', 'education', 'partner'];
const COUNTRIES = [
  'AT',
  'BE',
  'BR',
  'CA',
  'CH',
  'DE',
  'DK',
  'ES',
  'FI',
  'FR',
  'GB',
  'IE',
  'IN',
  'IT',
  'JP',
  'NL',
  'NO',
  'PL',
  'SE',
  'US',
];
const REGIONS = ['emea', 'apac', 'latam', 'amer'];
const DEVICES = ['desktop-linux', 'desktop-mac', 'phone-ios', 'tablet-ios'];
const DOMAINS = ['acme.example', 'corp.example', 'mail.example', 'acme.test'];
const NAMES = ['ada', 'bo', 'carla', 'dmitri', 'eve', 'farid', 'grace', 'hugo', 'ines', 'jo'];
/** All three accept the same three domains of the four. */
const PATTERNS = ['^[^@]+@(?:acme|corp|mail)\\.example$', '^.+\\.example$', '^[a-z0-9.]+@[a-z]+\\.example$'];

/** Ten traits of one identity. */
export function createTraits(random: Random): Record<string, string | number | boolean> {
  return {
    plan: pickOne(random, PLANS),
    country: pickOne(random, COUNTRIES),
    region: pickOne(random, REGIONS),
    age: pickInteger(random, 0, 99),
    spend: pickInteger(random, 0, 9999) / 100 + 0.005,
    visits: pickInteger(random, 0, 999),
    app_version: `${pickInteger(random, 1, 4)}.${pickInteger(random, 0, 19)}.${pickInteger(random, 0, 30)}`,
    email: `${pickOne(random, NAMES)}${pickInteger(random, 1, 9999)}@${pickOne(random, DOMAINS)}`,
    device: pickOne(random, DEVICES),
    beta: random() < 0.75,
  };
}

/** One maker per kind of condition; each condition holds for about three identities in four. */
const MAKERS: readonly ((random: Random, spelling: ListSpelling) => WorkloadCondition)[] = [
  (random, spelling) => inList(random, spelling, 'country', COUNTRIES, 15),
  (random, spelling) => inList(random, spelling, 'plan', PLANS, 6),
  (random) => ({ property_: 'age', operator: 'GREATER_THAN', value: String(pickInteger(random, 20, 29)) }),
  (random) => ({ property_: 'spend', operator: 'LESS_THAN_INCLUSIVE', value: String(pickInteger(random, 70, 80)) }),
  (random) => ({
    property_: 'app_version',
    operator: 'GREATER_THAN_INCLUSIVE',
    value: `2.0.${pickInteger(random, 0, 9)}:semver`,
  }),
  (random) => ({ property_: 'email', operator: 'REGEX', value: pickOne(random, PATTERNS) }),
  () => ({ property_: 'device', operator: 'NOT_CONTAINS', value: 'tablet' }),
  () => ({ property_: 'beta', operator: 'EQUAL', value: 'true' }),
  (random) => ({ property_: 'region', operator: 'NOT_EQUAL', value: pickOne(random, REGIONS) }),
  (random) => ({ property_: 'visits', operator: 'LESS_THAN', value: String(pickInteger(random, 700, 800)) }),
];

function inList(random: Random, spelling: ListSpelling, property: string, pool: readonly string[], size: number) {
  const members = shuffle(random, pool).slice(0, size);
  return {
    property_: property,
    operator: 'IN',
    value: spelling === 'json' ? JSON.stringify(members) : members.join(','),
  };
}

const SPLIT: WorkloadCondition = { property_: '', operator: 'PERCENTAGE_SPLIT', value: '75' };

/** The five conditions of a segment; with a split in the last place when asked for. */
export function createConditions(random: Random, spelling: ListSpelling, withSplit: boolean): WorkloadCondition[] {
  const conditions = shuffle(random, MAKERS)
    .slice(0, 5)
    .map((make) => make(random, spelling));
  return withSplit ? [...conditions.slice(0, 4), SPLIT] : conditions;
}
