import * as fc from 'fast-check';
import type { EvaluationContext } from './context.ts';

/** Generators of well-formed contexts, dense in values that meet: few names, few numbers, few texts. */

const OPERATORS = [
  'EQUAL',
  'NOT_EQUAL',
  'GREATER_THAN',
  'GREATER_THAN_INCLUSIVE',
  'LESS_THAN',
  'LESS_THAN_INCLUSIVE',
  'CONTAINS',
  'NOT_CONTAINS',
  'REGEX',
  'IN',
  'PERCENTAGE_SPLIT',
  'MODULO',
  'IS_SET',
  'IS_NOT_SET',
  'UNHEARD_OF',
];
const NAMES = ['age', 'plan', 'on', 'version', '$.identity.key', '__proto__', ''];
const PATHS = ['$.identity.identifier', '$.identity.key', '$.environment.name', '$.identity.traits.age', '$.identity'];
const TEXTS = [
  '',
  'a',
  'ab',
  'pro',
  '1.2.3',
  '2.0.0',
  '42',
  '42.0',
  '-7',
  '1.5',
  'True',
  'false',
  '\u{1F600}',
  '\uFFFD',
  'é',
];
const OPERANDS = [
  ...TEXTS,
  '0',
  '50',
  '3|2',
  '2|0',
  '-3|-1',
  '0|1',
  '1.2.3:semver',
  '2.0.0:semver',
  'x:semver',
  '^a',
  'b+',
  '[0-9]+',
  '(',
  'a,ab,42',
  '["pro","42"]',
  '[pro,42]',
  '100',
  '9007199254740993',
];

const scalar = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.constantFrom(0, 1, -1, 2, 42, -7, 1.5, 0.25),
  fc.integer({ min: -100, max: 100 }),
  fc.boolean(),
);
const operand = fc.oneof(fc.constantFrom(...OPERANDS), fc.integer({ min: -50, max: 100 }).map(String));
const name = (prefix: string) =>
  fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor').map((text) => prefix + text);

const condition = fc.record({
  property: fc.constantFrom(...NAMES, ...PATHS),
  operator: fc.constantFrom(...OPERATORS),
  value: operand,
});

const rule: (depth?: number) => fc.Arbitrary<unknown> = fc.memo((depth) =>
  fc.record({
    type: fc.constantFrom('ALL', 'ANY', 'NONE'),
    conditions: fc.array(condition, { maxLength: 3 }),
    rules: depth > 1 ? fc.array(rule(depth - 1), { maxLength: 2 }) : fc.constant([]),
  }),
);

const metadata = fc.option(fc.constantFrom({}, { id: 1 }), { nil: undefined });
const variant = fc.record(
  {
    value: scalar,
    weight: fc.constantFrom(0, 10, 33.3, 50, 100),
    priority: fc.integer({ min: 0, max: 3 }),
    key: fc.constantFrom('x', 'y'),
  },
  { requiredKeys: ['value', 'weight', 'priority'] },
);

const feature = (names: fc.Arbitrary<string>) =>
  fc
    .record({
      key: fc.integer({ min: 1, max: 99_999 }).map(String),
      name: names,
      enabled: fc.boolean(),
      value: fc.option(scalar),
      variants: fc.option(fc.array(variant, { maxLength: 4 }), { nil: undefined }),
      priority: fc.option(fc.integer({ min: -2, max: 2 }), { nil: undefined }),
      metadata,
    })
    .map(dropUndefined);

const segment = fc
  .record({
    key: fc.integer({ min: 1, max: 500 }).map(String),
    name: name('segment-'),
    rules: fc.array(rule(3), { maxLength: 2 }),
    overrides: fc.array(feature(name('')), { maxLength: 3 }),
    metadata,
  })
  .map(dropUndefined);

const identity = fc
  .record({
    identifier: fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
    key: fc.option(fc.string({ minLength: 1, maxLength: 60 }), { nil: undefined }),
    traits: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), scalar), { selector: ([key]) => key })
      .map(Object.fromEntries),
  })
  .map(dropUndefined);

/** Like parsing JSON: a member without a value is absent. */
function dropUndefined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

/** Well-formed contexts with up to five features and four segments. */
export const arbitraryContext: fc.Arbitrary<EvaluationContext> = fc
  .record({
    environment: fc.constant({ key: 'env', name: 'Production' }),
    identity: fc.option(identity, { freq: 6 }),
    features: fc
      .uniqueArray(feature(name('')), { maxLength: 5, selector: (item) => (item as { name: string }).name })
      .map((list) => Object.fromEntries(list.map((item) => [(item as { name: string }).name, item]))),
    segments: fc
      .array(segment, { maxLength: 4 })
      .map((list) => Object.fromEntries(list.map((item, at) => [`s${at}`, item]))),
  })
  .map((context) => context as unknown as EvaluationContext);
