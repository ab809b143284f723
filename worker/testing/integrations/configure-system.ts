import type { Sink } from '../fixtures/sink.ts';
import type { TestServer } from '../runtime/test-server.ts';
import type { System } from './systems.ts';

/** Where systems are set up, and as whom. */
export type SystemPlace = {
  server: TestServer;
  sink: Sink;
  projectId: number;
  clientKey: string;
  authorization: string;
};

/** Variables of a server whose systems may all be the sink. */
export const sinkVariables = (sink: Sink): Record<string, string> => ({
  ALLOW_PRIVATE_DESTINATIONS: 'true',
  SLACK_CLIENT_ID: 'client',
  SLACK_CLIENT_SECRET: 'client-secret',
  SLACK_API_URL: `${sink.url}/slack/`,
});

export async function callApi(
  { server, authorization }: Pick<SystemPlace, 'server' | 'authorization'>,
  method: string,
  path: string,
  { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Where the API has the integrations of the system's scope. */
export const integrationsPath = ({ projectId, clientKey }: SystemPlace, scope: System['scope']) =>
  `/api/v1/${scope}s/${scope === 'project' ? projectId : clientKey}/integrations/`;

/** Sets the system up with the sink as its receiver; Slack is installed before, with what the sink answers. Resolves with its id. */
export async function configureSystem(place: SystemPlace, system: System): Promise<number> {
  if (system.kind === 'slack') await installSlack(place);
  const body = system.input(`${place.sink.url}/${system.kind}/`, system.secret);
  const made = await callApi(place, 'POST', `${integrationsPath(place, system.scope)}${system.kind}/`, { body });
  if (made.status !== 201) throw new Error(`${system.name}: ${made.status} ${made.text}`);
  const { id } = JSON.parse(made.text) as { id: number };
  if (system.kind === 'segment') {
    const at = JSON.stringify({ base_url: `${place.sink.url}/segment/` });
    await place.server.db.query('update integrations set settings = settings || $1::jsonb where id = $2', [at, id]);
  }
  return id;
}

async function installSlack(place: SystemPlace): Promise<void> {
  const root = `${integrationsPath(place, 'environment')}slack/`;
  const { signature } = JSON.parse((await callApi(place, 'GET', `${root}signature/`)).text) as { signature: string };
  const begun = await callApi(place, 'GET', `${root}oauth/?${new URLSearchParams({ signature })}`);
  const state = new URL(begun.headers.get('location') ?? 'http://none/').searchParams.get('state') ?? '';
  const cookie = (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const query = new URLSearchParams({ code: 'code', state });
  const ended = await callApi(place, 'GET', `${root}callback/?${query}`, { headers: { cookie } });
  if (ended.status !== 302) throw new Error(`Slack: ${ended.status} ${ended.text}`);
}
