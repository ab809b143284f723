import { LdEnvironment, LdFlag, LdPage, LdSegment } from '../../contract/launch-darkly.ts';
import type { ManagementPorts } from '../../core/context.ts';
import { invalid } from '../../core/errors.ts';
import type { LaunchDarklyProject } from './launch-darkly.mappers.ts';

const API = 'https://app.launchdarkly.com';
const PAGE = 50;
/** Pages of one list; beyond, it is no list that we could take. */
const MOST_PAGES = 200;
const LARGEST_PAGE_BYTES = 8 * 1024 * 1024;

export type Access = { token: string; projectKey: string };
type Ports = Pick<ManagementPorts, 'outbound' | 'setting'>;

/** LaunchDarkly cannot be asked now, and perhaps later. */
export class LaunchDarklyAway extends Error {}

/** How much there is. Throws INVALID for a token or project that LaunchDarkly does not know, LaunchDarklyAway. */
export async function countProject(ports: Ports, access: Access): Promise<{ environments: number; flags: number }> {
  const project = encodeURIComponent(access.projectKey);
  const environments = await readPage(ports, access, `/api/v2/projects/${project}/environments?limit=1`);
  const flags = await readPage(ports, access, `/api/v2/flags/${project}?limit=1`);
  return {
    environments: environments.totalCount ?? environments.items.length,
    flags: flags.totalCount ?? flags.items.length,
  };
}

/** Everything that is imported of the project. Throws as `countProject`. */
export async function readProject(ports: Ports, access: Access): Promise<LaunchDarklyProject> {
  const project = encodeURIComponent(access.projectKey);
  const environments = await readAll(ports, access, `/api/v2/projects/${project}/environments`, LdEnvironment);
  const flags = await readAll(ports, access, `/api/v2/flags/${project}?summary=0`, LdFlag);
  const segments = new Map<string, LdSegment[]>();
  for (const { key } of environments) {
    const path = `/api/v2/segments/${project}/${encodeURIComponent(key)}`;
    segments.set(key, await readAll(ports, access, path, LdSegment));
  }
  return { environments, flags, segments };
}

type Schema<Item> = { safeParse: (input: unknown) => { success: true; data: Item } | { success: false } };

async function readAll<Item>(ports: Ports, access: Access, path: string, schema: Schema<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = `${path.includes('?') ? '&' : '?'}limit=${PAGE}&offset=${page * PAGE}`;
    const { items: found } = await readPage(ports, access, path + query);
    for (const item of found) {
      const result = schema.safeParse(item);
      if (!result.success) throw invalid(`LaunchDarkly answered ${path.split('?')[0]} with something unknown.`);
      items.push(result.data);
    }
    if (found.length < PAGE) return items;
  }
  throw invalid(`LaunchDarkly has too much at ${path.split('?')[0]}.`);
}

async function readPage({ outbound, setting }: Ports, { token }: Access, path: string): Promise<LdPage> {
  const url = `${(setting('LAUNCH_DARKLY_API_URL') ?? API).replace(/\/+$/, '')}${path}`;
  const reply = await outbound
    .send({ url, method: 'GET', headers: { authorization: token }, replyLimitBytes: LARGEST_PAGE_BYTES })
    .catch((error: unknown) => {
      throw new LaunchDarklyAway('LaunchDarkly cannot be reached', { cause: error });
    });
  if (reply.status === 401 || reply.status === 403) throw invalid({ token: ['LaunchDarkly refuses the token.'] });
  if (reply.status === 404) throw invalid({ project_key: ['LaunchDarkly has no such project.'] });
  if (reply.status !== 200) throw new LaunchDarklyAway(`LaunchDarkly answered with ${reply.status}`);
  const page = LdPage.safeParse(parse(reply.text));
  if (!page.success) throw invalid(`LaunchDarkly answered ${path.split('?')[0]} with something unknown.`);
  return page.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
