import { afterAll, beforeAll, expect, test } from 'vitest';
import { openManagement, type Management } from '../management/management.ts';

/**
 * What Flagsmith's own dashboard calls, step by step and in its order, against an empty database: the recorded calls, with the bodies
 * that it sends, its faulty ones included.
 */
let management: Management;
let token: string | undefined;

beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

const page = { count: expect.any(Number), previous: null, results: expect.any(Array) };
type Row = Record<string, unknown> & { id: number };

async function call<Body = Row>(
  method: string,
  path: string,
  body?: unknown,
  status = method === 'POST' ? 201 : 200,
): Promise<Body> {
  const answer = await management.call(method, `/api/v1/${path}`, {
    ...(token === undefined ? {} : { as: token }),
    ...(body === undefined ? {} : { body }),
  });
  expect([method, path, answer.status, answer.status === status ? '' : answer.body]).toEqual([
    method,
    path,
    status,
    '',
  ]);
  return answer.body as Body;
}

async function expectPage(path: string): Promise<Row[]> {
  const body = await call<{ results: Row[] }>('GET', path);
  expect([path, Object.keys(body)]).toEqual([path, ['count', 'next', 'previous', 'results']]);
  expect([path, body]).toMatchObject([path, page]);
  return body.results;
}

async function expectBare(path: string): Promise<Row[]> {
  const body = await call<Row[]>('GET', path);
  expect([path, Array.isArray(body)]).toEqual([path, true]);
  return body;
}

test('dashboard: every recorded call in order → its status and its shape', { timeout: 120_000 }, async () => {
  // Sign up.
  const { key } = await call<{ key: string }>('POST', 'auth/users/', {
    email: 'Grace@Example.com',
    first_name: 'Grace',
    last_name: 'Hopper',
    password: 'cobol-compiler-1959',
    marketing_consent_given: true,
    referrer: 'nowhere',
    sign_up_type: 'NO_INVITE',
  });
  expect(key).toMatch(/^[0-9a-f]{40}$/);
  token = `Token ${key}`;
  await expectPage('organisations/');
  await call('GET', 'auth/users/me/');
  expect(await expectBare('auth/mfa/user-active-methods/')).toEqual([]);
  await call('GET', 'organisations/undefined/get-subscription-metadata/', undefined, 404);

  // Log in.
  token = undefined;
  const login = await call<{ key: string }>(
    'POST',
    'auth/login/',
    { email: 'grace@example.com', password: 'cobol-compiler-1959' },
    200,
  );
  token = `Token ${login.key}`;

  // Create an organisation.
  const organisation = await call('POST', 'organisations/', { name: 'Navy' });
  expect(organisation).toMatchObject({ role: 'ADMIN', subscription: expect.any(Object), num_seats: 1 });
  const oid = organisation.id;
  expect(await expectBare(`projects/?organisation=${oid}`)).toEqual([]);
  expect(await call('GET', `organisations/${oid}/my-permissions/`)).toMatchObject({
    admin: true,
    permissions: expect.any(Array),
  });
  await expectBare(`organisations/${oid}/usage-data/?period=current_billing_period`);
  await call('GET', `organisations/${oid}/get-subscription-metadata/`);

  // Around the organisation.
  expect(await expectBare(`organisations/${oid}/users/`)).toHaveLength(1);
  await expectPage(`organisations/${oid}/invites/`);
  expect(await expectBare(`organisations/${oid}/invite-links/`)).toEqual([]);
  await call('POST', `organisations/${oid}/invite-links/`, { role: 'ADMIN' });
  await call('POST', `organisations/${oid}/invite-links/`, { role: 'USER' });
  expect(await expectBare(`organisations/${oid}/invite-links/`)).toHaveLength(2);
  await expectPage(`organisations/${oid}/groups/?page=1`);
  await expectPage(`organisations/${oid}/roles/`);

  // Create a project with two environments.
  const { id: pid } = await call('POST', 'projects/', { name: 'Ship', organisation: oid });
  const development = await call<Row & { api_key: string }>('POST', 'environments/', {
    name: 'Development',
    project: pid,
  });
  await call('POST', 'environments/', { name: 'Production', project: pid });
  const [env, eid] = [development.api_key, development.id];
  const identity = await call('POST', `environments/${env}/identities/`, {
    environment: env,
    identifier: 'development_user_123456',
  });
  await call('GET', `projects/${pid}/`);
  expect(await expectPage(`environments/?project=${pid}`)).toHaveLength(2);

  // The features page.
  await call('GET', `projects/${pid}/my-permissions/`);
  await call('GET', `environments/${env}/my-permissions/`);
  await call('GET', `environments/${env}/`);
  expect(await call('GET', `environments/${env}/metrics/`)).toMatchObject({ metrics: expect.any(Array) });
  await expectPage(`environments/${env}/list-change-requests/?committed=false&page_size=1`);
  await expectPage(`environments/${env}/list-change-requests/?committed=true&page_size=1`);
  await expectBare(`environments/${env}/api-keys/`);
  await expectPage(`projects/${pid}/tags/`);
  await expectPage(`projects/${pid}/change-requests/?committed=false&page_size=1`);
  await expectPage(`projects/${pid}/feature-imports/`);
  expect(await expectBare(`projects/${pid}/feature-health/events/`)).toEqual([]);
  await expectBare(`organisations/${oid}/groups/summaries/`);
  const features = `projects/${pid}/features/?page=1&page_size=50&sort_direction=ASC&sort_field=name&tag_strategy=INTERSECTION&is_archived=false&environment=${eid}`;
  expect(await expectPage(features)).toEqual([]);

  // Create a feature, and open its drawer.
  await call('GET', `organisations/${oid}/metadata-model-fields/supported-content-types/`);
  await expectPage(`organisations/${oid}/integrations/github/`);
  await expectBare(`projects/${pid}/integrations/gitlab/`);
  const feature = await call('POST', `projects/${pid}/features/`, {
    name: 'hoist_flag',
    initial_value: 'signal',
    description: '',
    metadata: [],
    tags: [],
    project: pid,
    type: 'STANDARD',
  });
  await call('GET', `projects/${pid}/features/${feature.id}/`);
  const [listed] = await expectPage(features);
  expect(listed).toMatchObject({
    id: feature.id,
    environment_feature_state: { enabled: false, feature_state_value: 'signal' },
  });
  await expectPage(`features/feature-segments/?environment=${eid}&feature=${feature.id}`);
  const [state] = await expectPage(`features/featurestates/?environment=${eid}&feature=${feature.id}`);
  expect(state).toMatchObject({
    feature: feature.id,
    feature_state_value: { type: 'unicode', string_value: 'signal' },
  });
  await expectPage(`projects/${pid}/release-pipelines/`);
  await expectPage(`environments/${env}/identities/?q=&page_size=10&page=1`);
  expect(await expectPage(`environments/${env}/featurestates/?anyIdentity=1&feature=${feature.id}&page=1`)).toEqual([]);
  await expectBare(`projects/${pid}/features/${feature.id}/evaluation-data/?period=30&environment_id=${eid}`);
  await expectBare(`projects/${pid}/features/${feature.id}/code-references/`);
  await expectBare(`projects/${pid}/feature-health/providers/`);
  await expectPage(`projects/${pid}/segments/?page_size=100&page=1&q=`);

  // Toggle it, and edit its value with the whole object.
  const stateId = state?.id ?? 0;
  expect(await call('PUT', `environments/${env}/featurestates/${stateId}/`, { enabled: true })).toMatchObject({
    enabled: true,
    feature_state_value: 'signal',
  });
  const whole = await call('GET', `environments/${env}/featurestates/${stateId}/`);
  const edited = await call('PUT', `environments/${env}/featurestates/${stateId}/`, {
    ...whole,
    feature_state_value: 42,
  });
  expect(edited).toMatchObject({ enabled: true, feature_state_value: 42 });

  // Segments.
  await expectPage(`projects/${pid}/segments/?include_feature_specific=false&page=1&page_size=100&q=`);
  const segment = await call('POST', `projects/${pid}/segments/`, {
    name: 'admirals',
    description: '',
    project: String(pid),
    rules: [
      {
        type: 'ALL',
        rules: [
          {
            type: 'ANY',
            rules: [],
            conditions: [{ operator: 'EQUAL', property: 'rank', value: 'admiral', description: '' }],
          },
        ],
        conditions: [],
      },
    ],
  });
  await call('GET', `projects/${pid}/segments/${segment.id}/`);
  await expectPage(`${features}&is_enabled=null&sort=[object Object]`);
  const override = await call<Row & { feature_segment: Row }>(
    'POST',
    `environments/${env}/features/${feature.id}/create-segment-override/`,
    {
      enabled: true,
      feature_segment: { segment: segment.id },
      feature_state_value: { type: 'unicode', string_value: 'full dress' },
      environmentId: env,
      featureId: feature.id,
    },
  );
  const priorities = await call<Row[]>(
    'POST',
    'features/feature-segments/update-priorities/',
    [{ id: override.feature_segment.id, priority: 0 }],
    200,
  );
  expect(priorities).toMatchObject([
    { id: override.feature_segment.id, priority: 0, segment: segment.id, segment_name: 'admirals' },
  ]);

  // An identity.
  await call('GET', `environments/${env}/identities/${identity.id}/`);
  const all = await expectBare(`environments/${env}/identities/${identity.id}/featurestates/all/`);
  expect(all).toMatchObject([
    {
      feature: { id: feature.id, name: 'hoist_flag', type: 'STANDARD' },
      enabled: true,
      feature_state_value: 42,
      overridden_by: null,
      segment: null,
    },
  ]);
  await expectPage(`environments/${env}/identities/${identity.id}/featurestates/`);
  await expectPage(`environments/${env}/identities/${identity.id}/traits/`);
  await expectPage(`projects/${pid}/segments/?identity=${identity.id}`);
  await expectPage(`${features}&identity=${identity.id}`);
  await call('POST', `environments/${env}/identities/${identity.id}/traits/`, {
    identity: { identifier: String(identity.id) },
    trait_key: 'age',
    value_type: 'int',
    integer_value: 85,
    string_value: null,
    boolean_value: null,
  });
  await call('POST', `environments/${env}/identities/${identity.id}/featurestates/`, {
    enabled: false,
    feature: feature.id,
    feature_state_value: 'half-mast',
  });
  expect(await expectBare(`environments/${env}/identities/${identity.id}/featurestates/all/`)).toMatchObject([
    { overridden_by: 'IDENTITY', enabled: false, feature_state_value: 'half-mast' },
  ]);

  // Audit, lifecycle, pipelines, usage, integrations.
  const audit = await expectPage(`projects/${pid}/audit/?page=1&page_size=10&search=`);
  expect(audit.length).toBeGreaterThan(0);
  await expectPage(`projects/${pid}/features/?page_size=999&environment=${eid}`);
  expect(await call('GET', `environments/${eid}/feature-lifecycle-counts/`)).toMatchObject({ new: 1, live: 0 });
  await expectPage(`projects/${pid}/release-pipelines/?order_by=-created_at&page_size=100`);
  await expectBare(`organisations/${oid}/usage-data/`);
  for (const kind of ['datadog', 'grafana', 'new-relic']) await expectBare(`projects/${pid}/integrations/${kind}/`);
  for (const kind of [
    'amplitude',
    'dynatrace',
    'grafana',
    'heap',
    'mixpanel',
    'rudderstack',
    'segment',
    'sentry',
    'slack',
    'webhook',
  ]) {
    await expectBare(`environments/${env}/integrations/${kind}/`);
  }

  // Settings.
  await expectBare(`environments/${env}/webhooks/`);
  await expectBare(`environments/${env}/user-permissions/`);
  await expectBare(`environments/${env}/user-group-permissions/`);
  await expectPage(`metadata/fields/?organisation=${oid}`);
  await expectPage(`projects/${pid}/metadata/fields/`);
  await expectPage(`projects/${pid}/feature-exports/`);
});
