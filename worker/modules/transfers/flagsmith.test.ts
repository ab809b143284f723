import { expect, test } from 'vitest';
import type { FlagsmithRow } from '../../contract/flagsmith-export.ts';
import { checkDocument } from './check-document.ts';
import { fromFlagsmith } from './flagsmith.mappers.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const row = (model: string, n: number, fields: Record<string, unknown>): FlagsmithRow => ({
  model,
  fields: { uuid: uuid(n), ...fields },
});
const value = (n: number, state: number, fields: Record<string, unknown>) =>
  row('features.featurestatevalue', n, { feature_state: [uuid(state)], ...fields });
const state = (n: number, fields: Record<string, unknown>) =>
  row('features.featurestate', n, {
    feature: [uuid(4)],
    environment: ['client-key'],
    identity: null,
    feature_segment: null,
    enabled: true,
    version: 1,
    live_from: '2024-01-01T00:00:00Z',
    mv_hashing_salt: null,
    ...fields,
  });

/** As Django writes it with natural keys: without primary keys, references by UUID or by client-side key. */
const ROWS: FlagsmithRow[] = [
  row('organisations.organisation', 1, { name: 'Acme' }),
  row('organisations.subscription', 90, { organisation: [uuid(1)] }),
  row('projects.project', 2, { name: 'Shop', organisation: [uuid(1)], hide_disabled_flags: true, deleted_at: null }),
  row('segments.segment', 3, { name: 'beta', project: [uuid(2)], version_of: [uuid(3)], feature: null }),
  row('segments.segment', 31, { name: 'beta', project: [uuid(2)], version_of: [uuid(3)] }),
  row('segments.segmentrule', 32, { segment: [uuid(3)], rule: null, type: 'ALL' }),
  row('segments.segmentrule', 33, { segment: null, rule: [uuid(32)], type: 'ANY' }),
  row('segments.condition', 34, { rule: [uuid(33)], operator: 'PERCENTAGE_SPLIT', property: null, value: '20' }),
  row('tags.tag', 35, { label: 'web', color: '#123456', project: [uuid(2)] }),
  {
    model: 'environments.environment',
    fields: { uuid: uuid(5), name: 'Production', project: [uuid(2)], api_key: 'client-key' },
  },
  row('environments.environmentapikey', 51, {
    environment: ['client-key'],
    name: 'server',
    key: 'ser.abc',
    active: true,
  }),
  {
    model: 'identities.identity',
    fields: { identifier: 'ada', environment: ['client-key'], created_date: '2024-01-01T00:00:00Z' },
  },
  {
    model: 'traits.trait',
    fields: { identity: ['ada', 'client-key'], trait_key: 'age', value_type: 'int', integer_value: 36 },
  },
  row('features.feature', 4, {
    name: 'colour',
    project: [uuid(2)],
    initial_value: 'grey',
    tags: [[uuid(35)]],
    owners: [['ada@example.com']],
  }),
  row('features.feature', 49, { name: 'gone', project: [uuid(2)], deleted_at: '2024-01-01T00:00:00Z' }),
  row('multivariate.multivariatefeatureoption', 41, {
    feature: [uuid(4)],
    type: 'unicode',
    string_value: 'red',
    default_percentage_allocation: 40,
  }),
  row('features.featuresegment', 42, {
    feature: [uuid(4)],
    segment: [uuid(3)],
    environment: ['client-key'],
    priority: 2,
  }),
  state(60, { version: 1, enabled: false }),
  state(61, { version: 2, mv_hashing_salt: 77 }),
  state(62, { version: 3, live_from: '2999-01-01T00:00:00Z' }),
  state(63, { version: null, live_from: null }),
  state(64, { feature_segment: [uuid(42)], enabled: false }),
  state(65, { identity: ['ada', 'client-key'] }),
  value(70, 61, { type: 'int', integer_value: 5, string_value: null, boolean_value: null }),
  value(71, 64, { type: 'bool', boolean_value: false }),
  value(72, 65, { type: 'unicode', string_value: 'mine' }),
  row('multivariate.multivariatefeaturestatevalue', 80, {
    feature_state: [uuid(61)],
    multivariate_feature_option: [uuid(41)],
    percentage_allocation: 60,
  }),
];

test('flagsmith export: natural keys → a document of what is in force, with what cannot be known said', () => {
  const document = fromFlagsmith(ROWS);
  expect(() => checkDocument(document)).not.toThrow();
  const [project] = document.projects;
  expect(project).toMatchObject({
    name: 'Shop',
    hide_disabled_flags: true,
    tags: [{ label: 'web', color: '#123456' }],
  });
  expect(project?.segments).toMatchObject([
    {
      name: 'beta',
      rules: [{ type: 'ALL', rules: [{ type: 'ANY', conditions: [{ operator: 'PERCENTAGE_SPLIT', value: '20' }] }] }],
    },
  ]);
  expect(project?.features).toMatchObject([
    {
      name: 'colour',
      type: 'MULTIVARIATE',
      owners: ['ada@example.com'],
      options: [{ value: 'red', default_percentage_allocation: 40 }],
    },
  ]);
  const environment = project?.environments?.[0];
  expect(environment).toMatchObject({ name: 'Production', api_key: 'client-key', server_keys: [{ key: 'ser.abc' }] });
  expect(environment?.states).toMatchObject([
    { enabled: true, value: 5, weights: [{ percentage: 60 }] },
    { enabled: false, value: false, segment: 1, priority: 2 },
  ]);
  expect(environment?.seeds).toMatchObject([{ feature: 1, seed: 77 }]);
  expect(environment?.identities).toMatchObject([
    { identifier: 'ada', traits: [{ key: 'age', value: 36 }], overrides: [{ value: 'mine', enabled: true }] },
  ]);
  expect(document.left_out?.map(({ kind, count }) => [kind, count])).toEqual([
    ['subscription', 1],
    ['scheduled change', 1],
    ['percentage split', 1],
  ]);
});

test('flagsmith export: primary keys → ids and seeds stay those of the other server', () => {
  const document = fromFlagsmith([
    { model: 'organisations.organisation', pk: 8, fields: { name: 'Acme' } },
    { model: 'projects.project', pk: 9, fields: { name: 'Shop' } },
    { model: 'segments.segment', pk: 700, fields: { name: 'half', project: 9, version_of: 700 } },
    { model: 'environments.environment', pk: 3, fields: { name: 'Production', project: 9, api_key: 'k' } },
    { model: 'features.feature', pk: 50, fields: { name: 'colour', project: 9 } },
    { model: 'features.featurestate', pk: 900, fields: { feature: 50, environment: 3, enabled: true, version: 1 } },
  ]);
  expect(document.projects[0]?.segments?.[0]?.id).toBe(700);
  expect(document.projects[0]?.environments?.[0]?.seeds).toEqual([{ feature: 50, seed: 900 }]);
  expect(document.left_out).toEqual([]);
});

test('flagsmith export: versions in the list → the published one that has begun; not in it → the newest state, and it is said', () => {
  const rows = [
    ...ROWS.filter(({ model }) => model !== 'environments.environment' && model !== 'features.featurestate'),
    {
      model: 'environments.environment',
      fields: { name: 'Production', project: [uuid(2)], api_key: 'client-key', use_v2_feature_versioning: true },
    },
    state(61, { environment_feature_version: [uuid(201)], created_at: '2024-01-01T00:00:00Z', enabled: false }),
    state(66, { environment_feature_version: [uuid(202)], created_at: '2024-02-01T00:00:00Z', enabled: true }),
  ];
  const version = (n: number, from: string) =>
    row('feature_versioning.environmentfeatureversion', n, { published_at: from, live_from: from });
  const known = fromFlagsmith([...rows, version(201, '2024-01-01T00:00:00Z'), version(202, '2999-01-01T00:00:00Z')]);
  expect(known.projects[0]?.environments?.[0]?.states).toMatchObject([{ enabled: false }]);
  const unknown = fromFlagsmith(rows);
  expect(unknown.projects[0]?.environments?.[0]?.states).toMatchObject([{ enabled: true }]);
  expect(unknown.left_out?.map(({ kind }) => kind)).toContain('versioned state');
});

test.each([
  ['no organisation', []],
  ['a project without name', [ROWS[0] as FlagsmithRow, row('projects.project', 2, {})]],
])('flagsmith export: %s → refused with a reason', (_, rows) => {
  expect(() => fromFlagsmith(rows)).toThrow();
});
