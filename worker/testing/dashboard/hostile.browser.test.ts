import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumProgram } from '../fixtures/chromium.ts';
import { createMember } from '../management/people.ts';
import { openDashboard, type Dashboard } from './dashboard.ts';
import { HOSTILE_TEXTS } from './hostile-text.ts';

/** A place in which each name, value and description is hostile. */
type Place = {
  organisation: number;
  project: number;
  environment: string;
  features: number[];
  segments: number[];
  identities: number[];
  groups: number[];
  roles: number[];
};

/** Every page that shows what people have stored. A new page is one line. */
const PAGES: readonly { name: string; paths: (place: Place) => string[] }[] = [
  { name: 'organisations', paths: () => ['/organisations'] },
  { name: 'projects', paths: ({ organisation }) => [`/organisation/${organisation}/projects`] },
  {
    name: 'features',
    paths: ({ project, environment }) => [`/project/${project}/environment/${environment}/features`],
  },
  ...['value', 'variations', 'overrides', 'identities', 'usage', 'history', 'settings'].map((tab) => ({
    name: `feature: ${tab}`,
    paths: ({ project, environment, features }: Place) =>
      features.map((id) => `/project/${project}/environment/${environment}/features/${id}/${tab}`),
  })),
  {
    name: 'segments',
    paths: ({ project, segments }) =>
      ['', ...segments.map((id) => `/${id}`)].map((rest) => `/project/${project}/segments${rest}`),
  },
  {
    name: 'identities',
    paths: ({ project, environment, identities }) =>
      ['', ...identities.map((id) => `/${id}`)].map(
        (rest) => `/project/${project}/environment/${environment}/identities${rest}`,
      ),
  },
  {
    name: 'playground and compare',
    paths: ({ project, environment }) => [
      `/project/${project}/playground?env=${environment}&who=${encodeURIComponent(JSON.stringify([HOSTILE_TEXTS[0], '{}']))}`,
      `/project/${project}/compare`,
    ],
  },
  {
    name: 'audit logs',
    paths: ({ organisation, project }) => [`/organisation/${organisation}/audit`, `/project/${project}/audit-log`],
  },
  {
    name: 'people',
    paths: ({ organisation, groups, roles }) =>
      [
        'members',
        'groups',
        ...groups.map((id) => `groups/${id}`),
        'roles',
        ...roles.map((id) => `roles/${id}`),
        'api-keys',
        'webhooks',
        'usage',
        'settings',
        'integrations',
      ].map((page) => `/organisation/${organisation}/${page}`),
  },
  {
    name: 'settings and keys',
    paths: ({ project, environment }) => [
      ...['settings', 'integrations'].map((page) => `/project/${project}/${page}`),
      ...['settings', 'sdk-keys', 'webhooks', 'integrations', 'getting-started'].map(
        (page) => `/project/${project}/environment/${environment}/${page}`,
      ),
    ],
  },
  {
    name: 'consent',
    paths: () =>
      HOSTILE_TEXTS.slice(0, 3).map((text) => `/oauth/authorize/?${new URLSearchParams({ client_id: text })}`),
  },
  { name: 'account', paths: () => ['/account', '/account/security', '/getting-started'] },
];

describe.runIf(chromiumProgram !== undefined)('hostile text in Chromium', () => {
  let dashboard: Dashboard;
  let place: Place;
  const refused: string[] = [];
  beforeAll(async () => {
    dashboard = await openDashboard();
    place = await storeAll();
  }, 120_000);
  afterAll(() => dashboard.stop());

  /** What the API does not take is told at the end: it cannot be shown either. */
  const store = async <Made>(kind: string, path: string, body: object): Promise<Made | null> => {
    try {
      return await dashboard.call<Made>('POST', path, body);
    } catch (error) {
      if (!/ 4\d\d /.test(String(error))) throw error;
      refused.push(`${kind}: ${String(error).slice(-160)}`);
      return null;
    }
  };

  async function storeAll(): Promise<Place> {
    const { db } = dashboard.server;
    const { organisationId: organisation } = dashboard.server.demo[0]!;
    type Made = { id: number };
    const project = (await dashboard.call<Made>('POST', '/api/v1/projects/', { name: HOSTILE_TEXTS[0], organisation }))
      .id;
    await dashboard.call('PATCH', `/api/v1/organisations/${organisation}/`, { name: HOSTILE_TEXTS[1] });
    const made = await dashboard.call<Made & { api_key: string }>('POST', '/api/v1/environments/', {
      name: HOSTILE_TEXTS[3],
      project,
    });
    const environment = made.api_key;
    const root = `/api/v1/projects/${project}`;
    const [features, segments, identities, groups]: [number[], number[], number[], number[]] = [[], [], [], []];
    const roles: number[] = [];
    for (const [index, text] of HOSTILE_TEXTS.entries()) {
      const person = await createMember(db, organisation, 'ADMIN', {
        firstName: text.slice(0, 100),
        lastName: text.slice(0, 100),
      });
      await db.query(`insert into auth_tokens (user_id, kind, token_hash, user_agent) values ($1, 'session', $2, $3)`, [
        dashboard.admin.id,
        `hostile ${index}`,
        text.replaceAll('\0', '').slice(0, 300),
      ]);
      await db.query(
        `insert into passkeys (user_id, name, credential_id, public_key, algorithm, counter) values ($1, $2, $3, 'x', -7, 0)`,
        [dashboard.admin.id, text.replaceAll('\0', '').slice(0, 100), `hostile ${index}`],
      );
      await store('project', '/api/v1/projects/', { name: text, organisation });
      await store('environment', '/api/v1/environments/', { name: text, project });
      const group = await store<Made>('group', `/api/v1/organisations/${organisation}/groups/`, {
        name: text.slice(0, 200),
      });
      const role = await store<Made>('role', `/api/v1/organisations/${organisation}/roles/`, {
        name: text.slice(0, 255),
        description: text,
      });
      const tag = await store<Made>('tag', `${root}/tags/`, {
        label: text.slice(0, 100),
        color: '#aa0000',
        description: text.slice(0, 500),
      });
      const field = await store<Made>('custom field', '/api/v1/metadata/fields/', {
        name: text.slice(0, 255),
        description: text,
        organisation,
        project,
      });
      const use = await (field === null
        ? null
        : store<Made>('use of a custom field', `/api/v1/organisations/${organisation}/metadata-model-fields/`, {
            field: field.id,
            content_type: 1,
          }));
      const rules = [
        { type: 'ALL', conditions: [{ operator: 'EQUAL', property: text.slice(0, 200), value: text.slice(0, 200) }] },
      ];
      const segment = await store<Made>('segment', `${root}/segments/`, { name: text, description: text, rules });
      const named = await store<Made>('feature name', `${root}/features/`, {
        name: text,
        description: text,
        initial_value: text,
      });
      const feature =
        named ??
        (await dashboard.call<Made>('POST', `${root}/features/`, {
          name: `f${index}`,
          description: text,
          initial_value: text,
        }));
      features.push(feature.id);
      if (segment !== null) segments.push(segment.id);
      if (group !== null) groups.push(group.id);
      if (role !== null) {
        roles.push(role.id);
        const held = `/api/v1/organisations/${organisation}/roles/${role.id}`;
        await dashboard.call('POST', `${held}/users/`, { user: person.id });
        if (group !== null) await dashboard.call('POST', `${held}/groups/`, { group: group.id });
      }
      const path = `${root}/features/${feature.id}`;
      if (use !== null) {
        await dashboard.call('PATCH', `${path}/`, { metadata: [{ model_field: use.id, field_value: text }] });
      }
      if (tag !== null) await dashboard.call('PATCH', `${path}/`, { tags: [tag.id] });
      await dashboard.call('POST', `${path}/add-owners/`, { user_ids: [person.id] });
      if (group !== null) await dashboard.call('POST', `${path}/add-group-owners/`, { group_ids: [group.id] });
      await store('variation', `${path}/mv-options/`, {
        key: `v${index}`,
        type: 'unicode',
        string_value: text,
        default_percentage_allocation: 5,
      });
      if (segment !== null) {
        await dashboard.call('PATCH', `/api/__future__/environments/${environment}/features/${feature.id}/`, {
          segment_overrides: [{ segment: { id: segment.id }, enabled: true, value: { type: 'string', value: text } }],
        });
      }
      const identity = await store<Made>('identity', `/api/v1/environments/${environment}/identities/`, {
        identifier: text,
      });
      if (identity === null) continue;
      identities.push(identity.id);
      await store('trait', `/api/v1/environments/${environment}/identities/${identity.id}/traits/`, {
        trait_key: text.slice(0, 100),
        string_value: text,
      });
      await dashboard.call('POST', `/api/v1/environments/${environment}/identities/${identity.id}/featurestates/`, {
        feature: feature.id,
        enabled: true,
        feature_state_value: text,
      });
    }
    return { organisation, project, environment, features, segments, identities, groups, roles };
  }

  test.each(PAGES)(
    '$name → shown as text: no dialog, no foreign request, nothing that the policy had to stop',
    async ({ paths }) => {
      const screen = await dashboard.open({ path: '/login', as: dashboard.admin.authorization });
      const { page } = screen;
      const found: string[] = [];
      page.on('dialog', (dialog) => {
        found.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(dashboard.server.url) && !url.startsWith('data:'))
          found.push(`request ${url.slice(0, 100)}`);
      });
      await page.exposeFunction('tell', (what: string) => found.push(what));
      await page.addInitScript(() =>
        addEventListener('securitypolicyviolation', (event) =>
          (globalThis as unknown as { tell: (what: string) => void }).tell(
            `policy ${event.violatedDirective} ${event.blockedURI}`,
          ),
        ),
      );
      const list = paths(place);
      const answer = await page.goto(dashboard.server.url + list[0]);
      expect(answer?.headers()['content-security-policy']).toMatch(
        /default-src 'none'.*script-src 'self'.*trusted-types 'none'/,
      );
      for (const path of list) {
        await page.evaluate((to) => {
          history.pushState(null, '', to);
          dispatchEvent(new PopStateEvent('popstate'));
        }, path);
        await page.locator('h1, h2').first().waitFor();
        await page.locator('.skeleton').first().waitFor({ state: 'detached' });
        await page.waitForTimeout(30);
      }
      expect(await page.evaluate(() => (globalThis as { hacked?: unknown }).hacked)).toBeUndefined();
      expect(await page.evaluate(() => ({}) as { hacked?: unknown }).then(({ hacked }) => hacked)).toBeUndefined();
      expect(found).toEqual([]);
      await screen.shoot('hostile');
      await screen.check();
      await screen.close();
    },
  );

  test('the corpus → stored in each field, but where the same name is there already', () => {
    expect(refused.filter((one) => !one.includes('must make a unique set'))).toEqual([]);
  });
});
