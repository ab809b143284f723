import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { addFeature, addSegmentOverride } from '../../testing/fixtures/scene-features.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { race } from '../../testing/management/race.ts';
import { createMember, type Person } from '../../testing/management/people.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

type Shown = { id: number; uuid: string; rules: { id: number; rules: { conditions: object[] }[] }[] };

async function prepare(): Promise<{ scene: Scene; admin: Person; path: string }> {
  const scene = await createScene(management.pool);
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  return { scene, admin, path: `/api/v1/projects/${scene.projectId}/segments/` };
}

const rulesWith = (condition: object) => [
  { type: 'ALL', rules: [{ type: 'ANY', rules: [], conditions: [condition] }], conditions: [] },
];
const BETA = rulesWith({ operator: 'EQUAL', property: 'plan', value: 'beta' });

const logsOf = async (scene: Scene) =>
  (
    await management.pool.query('select log from audit_logs where organisation_id = $1 order by id', [
      scene.organisationId,
    ])
  ).rows.map((row: { log: string }) => row.log);

async function create({ admin, path }: { admin: Person; path: string }, body: object = {}) {
  const answer = await management.call('POST', path, {
    as: admin.authorization,
    body: { name: 'Beta', rules: BETA, ...body },
  });
  expect([answer.status, answer.body]).toEqual([201, answer.body]);
  return answer.body as Shown;
}

test('segment: created with nested rules → wire shape, values as text, in the document, one audit row', async () => {
  const place = await prepare();
  const shown = await create(place, {
    project: '1',
    rules: [
      {
        type: 'ALL',
        rules: [
          { type: 'ANY', conditions: [{ operator: 'GREATER_THAN', property: 'age', value: 18 }] },
          {
            type: 'NONE',
            conditions: [
              { operator: 'IS_SET', property: 'banned' },
              { operator: 'EQUAL', property: 'x', value: 'y', delete: true },
            ],
          },
        ],
        conditions: [],
      },
      { type: 'ALL', rules: [], conditions: [], delete: true },
    ],
  });

  expect(shown).toEqual({
    id: shown.id,
    uuid: shown.uuid,
    created_at: expect.any(String),
    updated_at: expect.any(String),
    name: 'Beta',
    description: null,
    project: place.scene.projectId,
    feature: null,
    version_of: shown.id,
    rules: [
      {
        id: expect.any(Number),
        type: 'ALL',
        conditions: [],
        rules: [
          {
            id: expect.any(Number),
            type: 'ANY',
            rules: [],
            conditions: [
              { id: expect.any(Number), operator: 'GREATER_THAN', property: 'age', value: '18', description: null },
            ],
          },
          {
            id: expect.any(Number),
            type: 'NONE',
            rules: [],
            conditions: [
              { id: expect.any(Number), operator: 'IS_SET', property: 'banned', value: null, description: null },
            ],
          },
        ],
      },
    ],
    metadata: [],
    membership_counts: [],
    managed_by: '',
  });
  const document = await management.call('GET', `/api/v1/environments/${place.scene.clientKey}/document/`, {
    as: place.admin.authorization,
  });
  expect((document.body as { project: { segments: object[] } }).project.segments).toMatchObject([
    { id: shown.id, name: 'Beta' },
  ]);
  expect(await logsOf(place.scene)).toEqual(['Segment created: Beta']);
  expect(management.published).toContain(place.scene.environmentId);
});

test('segment: faulty rules → 400 that names rules, nothing stored, no audit row', async () => {
  const place = await prepare();
  const deep = [
    {
      type: 'ALL',
      rules: [{ type: 'ANY', rules: [{ type: 'ALL', conditions: [{ operator: 'IS_SET', property: 'a' }] }] }],
    },
  ];
  for (const [rules, words] of [
    [[], /empty/],
    [undefined, /required/],
    ['x', /list/],
    [deep, /two levels/],
    [rulesWith({ operator: 'EQUALS', property: 'a', value: 'b' }), /not a valid choice/],
    [rulesWith({ operator: 'REGEX', property: 'a', value: '(?=a)b' }), /./],
    [rulesWith({ operator: 'PERCENTAGE_SPLIT', value: '101' }), /0 to 100/],
    [rulesWith({ operator: 'MODULO', property: 'a', value: '2' }), /divisor/],
    [rulesWith({ operator: 'EQUAL', value: 'b' }), /property/],
    [rulesWith({ operator: 'EQUAL', property: 'a', value: 'x'.repeat(1001) }), /1000/],
    [rulesWith({ operator: 'EQUAL', property: 'x'.repeat(1001), value: 'b' }), /1000/],
    [
      [
        {
          type: 'ALL',
          rules: [],
          conditions: Array.from({ length: 101 }, () => ({ operator: 'IS_SET', property: 'a' })),
        },
      ],
      /maximum allowed is 100/,
    ],
  ] as const) {
    const answer = await management.call('POST', place.path, {
      as: place.admin.authorization,
      body: { name: 'Bad', rules },
    });
    expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, ['rules']]);
    expect(JSON.stringify(answer.body)).toMatch(words);
  }
  expect(await logsOf(place.scene)).toEqual([]);
});

test('segment: changed → rules replaced whole, the old ones kept as a revision, one audit row; the same again → nothing', async () => {
  const place = await prepare();
  const shown = await create(place);
  const body = { name: 'Gamma', rules: rulesWith({ operator: 'IN', property: 'plan', value: 'a,b' }) };

  const changed = await management.call('PUT', `${place.path}${shown.id}/`, { as: place.admin.authorization, body });
  await management.call('PUT', `${place.path}${shown.id}/`, { as: place.admin.authorization, body });
  const renamed = await management.call('PATCH', `${place.path}${shown.id}/`, {
    as: place.admin.authorization,
    body: { name: 'Delta' },
  });

  expect(changed.body).toMatchObject({
    id: shown.id,
    name: 'Gamma',
    rules: [{ rules: [{ conditions: [{ operator: 'IN', value: 'a,b' }] }] }],
  });
  expect((renamed.body as Shown).rules).toEqual((changed.body as Shown).rules);
  const { rows } = await management.pool.query(
    `select s.name, s.version, (select c.value from segment_conditions c where c.segment_id = s.id) as value from segments s where s.version_of_id = $1 order by version`,
    [shown.id],
  );
  expect(rows).toEqual([
    { name: 'Beta', version: 1, value: 'beta' },
    { name: 'Gamma', version: 2, value: 'a,b' },
  ]);
  expect(await logsOf(place.scene)).toEqual([
    'Segment created: Beta',
    'Segment updated: Gamma',
    'Segment updated: Delta',
  ]);
});

test('segment: cloned and deleted → a copy of its own; overrides gone with it', async () => {
  const place = await prepare();
  const shown = await create(place);
  const feature = await addFeature(place.scene, 'one');
  await addSegmentOverride(place.scene, feature, shown.id, { value: 'beta' });
  const one = `${place.path}${shown.id}/`;

  const uses = await management.call('GET', `${one}associated-features/?environment=${place.scene.environmentId}`, {
    as: place.admin.authorization,
  });
  expect(uses.body).toMatchObject([{ feature: feature.id, environment: place.scene.environmentId }]);
  const clone = await management.call('POST', `${one}clone/`, {
    as: place.admin.authorization,
    body: { name: 'Copy' },
  });
  expect(clone.status).toBe(201);
  expect((await management.call('DELETE', one, { as: place.admin.authorization })).status).toBe(204);

  expect((await management.call('GET', one, { as: place.admin.authorization })).status).toBe(404);
  const left = await management.call('GET', place.path, { as: place.admin.authorization });
  expect(left.body).toMatchObject({
    count: 1,
    results: [{ name: 'Copy', rules: [{ rules: [{ conditions: [{ value: 'beta' }] }] }] }],
  });
  const { rows } = await management.pool.query('select count(*)::int from feature_segments where segment_id = $1', [
    shown.id,
  ]);
  expect(rows).toEqual([{ count: 0 }]);
});

test('segments: searched, without feature-specific ones, and those of an identity → only these', async () => {
  const place = await prepare();
  const beta = await create(place);
  const feature = await addFeature(place.scene, 'one');
  await create(place, {
    name: '100% Own',
    feature: feature.id,
    rules: rulesWith({ operator: 'EQUAL', property: 'plan', value: 'free' }),
  });
  const { rows } = await management.pool.query(
    `insert into identities (environment_id, identifier) values ($1, 'ada') returning id`,
    [place.scene.environmentId],
  );
  await management.pool.query(
    `insert into traits (environment_id, identity_id, trait_key, value_type, string_value, written_at) values ($1, $2, 'plan', 'unicode', 'beta', now())`,
    [place.scene.environmentId, rows[0].id],
  );
  const names = async (query: string) => {
    const answer = await management.call('GET', `${place.path}${query}`, { as: place.admin.authorization });
    return (answer.body as { results: { name: string }[] }).results.map(({ name }) => name);
  };

  expect(await names('?q=100%25')).toEqual(['100% Own']);
  expect(await names('?include_feature_specific=false&q=')).toEqual(['Beta']);
  expect(await names(`?identity=${rows[0].id}`)).toEqual(['Beta']);
  expect(await names('?identity=2000000')).toEqual([]);
  expect(await names('?identity=undefined')).toHaveLength(2);
  expect(beta.id).toBeGreaterThan(0);
});

test('segment created with another project in the body, or a feature of another project → stays in the URL’s project, or 400', async () => {
  const place = await prepare();
  const other = await prepare();
  const foreign = await addFeature(other.scene, 'foreign');

  const shown = await create(place, { project: other.scene.projectId });
  const answer = await management.call('POST', place.path, {
    as: place.admin.authorization,
    body: { name: 'x', rules: BETA, feature: foreign.id },
  });

  expect(shown).toMatchObject({ project: place.scene.projectId });
  expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, ['feature']]);
  expect((await management.call('GET', `${other.path}${shown.id}/`, { as: other.admin.authorization })).status).toBe(
    404,
  );
});

test('segments: at the limit → 400 that says so, deleting still allowed; 50 at once for the last place → exactly one', async () => {
  const place = await prepare();
  await management.pool.query('update projects set max_segments_allowed = 2 where id = $1', [place.scene.projectId]);
  const shown = await create(place);

  const answers = await race(
    management,
    Array.from(
      { length: 50 },
      (_, number) => () =>
        management.call('POST', place.path, {
          as: place.admin.authorization,
          body: { name: `Race ${number}`, rules: BETA },
        }),
    ),
  );

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.find(({ status }) => status === 400)?.body).toMatchObject({
    project: [expect.stringContaining('maximum allowed')],
  });
  expect((await management.call('DELETE', `${place.path}${shown.id}/`, { as: place.admin.authorization })).status).toBe(
    204,
  );
});

test('segment managed by a cohort → shown, but neither changed, cloned nor deleted', async () => {
  const place = await prepare();
  const shown = await create(place);
  await management.pool.query(`update segments set managed_by = 'cohort' where id = $1`, [shown.id]);
  const one = `${place.path}${shown.id}/`;
  const as = place.admin.authorization;

  expect((await management.call('GET', one, { as })).body).toMatchObject({ managed_by: 'cohort' });
  expect((await management.call('PUT', one, { as, body: { name: 'x' } })).status).toBe(403);
  expect((await management.call('POST', `${one}clone/`, { as, body: { name: 'x' } })).status).toBe(403);
  expect((await management.call('DELETE', one, { as })).status).toBe(403);
});

test('segment: custom fields sent again as they are → the same rows are shown and stay', async () => {
  const place = await prepare();
  const { rows } = await management.pool.query(
    `with f as (insert into metadata_fields (organisation_id, name) values ($1, 'Team') returning id)
    insert into metadata_model_fields (organisation_id, field_id, entity) select $1, id, 'segment' from f returning id`,
    [place.scene.organisationId],
  );
  const metadata = [{ model_field: (rows[0] as { id: number }).id, field_value: 'core' }];
  const shown = (await create(place, { metadata })) as Shown & { metadata: object[] };
  const again = await management.call('PUT', `${place.path}${shown.id}/`, {
    as: place.admin.authorization,
    body: { metadata },
  });
  expect(again).toMatchObject({ status: 200, body: { metadata: shown.metadata } });
  const stored = await management.call('GET', `${place.path}${shown.id}/`, { as: place.admin.authorization });
  expect((stored.body as { metadata: object[] }).metadata).toEqual(shown.metadata);
});
