import { only } from '../../../drizzle/demo/expect.ts';
import { HOSTILE_TEXTS, hostileText } from './hostile-texts.ts';
import type { Dashboard } from './dashboard.ts';

/** Ids by the names that routes give them. */
export type HostileWorld = { params: Record<string, string>; stored: Record<string, number> };

/** Stores every text in every field that pages show, as far as the API takes it, and as many of them as fit where pages show one thing. */
export async function buildHostileWorld({ call, server, admin }: Dashboard): Promise<HostileWorld> {
  const { organisationId: oid, projectId: pid, clientKey: env } = server.demo[0]!;
  const stored: Record<string, number> = {};
  const store = async <Stored = { id: number }>(field: string, path: string, body: object, method = 'POST') => {
    try {
      const answer = await call<Stored>(method, `/api/v1/${path}`, body);
      stored[field] = (stored[field] ?? 0) + 1;
      return answer;
    } catch (error) {
      // Refused for what is in it: that is as good.
      if (!/: (400|422) /.test(String(error))) throw error;
      stored[field] ??= 0;
      return null;
    }
  };
  const project = `projects/${pid}/`;
  const condition = (text: string) => ({ property: text, operator: 'EQUAL', value: text });
  const segment = (text: string) => ({
    name: text,
    description: text,
    project: pid,
    rules: [{ type: 'ALL', rules: [{ type: 'ANY', conditions: [condition(text)] }] }],
  });
  const ids: Record<string, number[]> = {};
  const keep = async (name: string, answer: Promise<{ id?: number } | null>) => {
    const id = (await answer)?.id;
    if (id !== undefined) (ids[name] ??= []).push(id);
  };
  const texts = [...HOSTILE_TEXTS, hostileText(200)];
  for (const [index, text] of texts.entries()) {
    const url = `https://hooks.example.com/?${encodeURIComponent(text.slice(0, 50))}`;
    const feature = { name: `hostile_${index}`, description: text, initial_value: text, tags: ids['tag'] ?? [] };
    const field = { name: text, type: 'str', description: text, organisation: oid };
    await Promise.all([
      store('organisation', 'organisations/', { name: text }),
      store('project', 'projects/', { name: text, organisation: oid }),
      keep('tag', store('tag', `${project}tags/`, { label: text, color: '#333333', description: text })),
      store('feature name', `${project}features/`, { name: text }),
      keep('feature', store('feature', `${project}features/`, feature)),
      keep('segment', store('segment', `${project}segments/`, segment(text))),
      store('identity', `environments/${env}/identities/`, { identifier: text }),
      keep('group', store('group', `organisations/${oid}/groups/`, { name: text })),
      store('environment key', `environments/${env}/api-keys/`, { name: text }),
      store('master key', `organisations/${oid}/master-api-keys/`, { name: text }),
      store('webhook', `environments/${env}/webhooks/`, { url, enabled: true, secret: text }),
      store('organisation webhook', `organisations/${oid}/webhooks/`, { url, enabled: true }),
      store('custom field', 'metadata/fields/', field),
    ]);
  }
  const fid = only((ids['feature'] ?? []).slice(-1));
  for (const [index, text] of texts.entries()) {
    const option = { type: 'unicode', string_value: text, default_percentage_allocation: 0 };
    await store('variation', `${project}features/${fid}/mv-options/`, { ...option, key: `key_${index}` });
    await store('key of a variation', `${project}features/${fid}/mv-options/`, { ...option, key: text });
  }
  // Last, as each change of a feature is published to all environments.
  for (const text of texts) {
    await store('environment', 'environments/', { name: text, description: text, banner_text: text, project: pid });
  }
  await store('own organisation', `organisations/${oid}/`, { name: `Own ${hostileText(190)}` }, 'PATCH');
  await store('own project', project, { name: `Own ${hostileText(190)}` }, 'PATCH');
  const own = { name: `Own ${hostileText(190)}`, description: hostileText(2_000), banner_text: hostileText(255) };
  await store('own environment', `environments/${env}/`, own, 'PATCH');
  await store('person', 'auth/users/me/', { first_name: hostileText(30), last_name: hostileText(150) }, 'PATCH');
  const traits = HOSTILE_TEXTS.map((text) => ({ trait_key: text, trait_value: text }));
  await fetch(`${server.url}/api/v1/identities/`, {
    method: 'POST',
    headers: { 'x-environment-key': env, 'content-type': 'application/json' },
    body: JSON.stringify({ identifier: hostileText(200), traits }),
  });
  const last = (name: string) => String(ids[name]?.at(-1) ?? 0);
  return {
    stored,
    params: {
      oid: String(oid),
      pid: String(pid),
      env,
      fid: String(fid),
      sid: last('segment'),
      gid: last('group'),
      id: String(admin.id),
      kind: 'user',
      what: 'features',
    },
  };
}
