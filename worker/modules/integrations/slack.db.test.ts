import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMasterKey, createMember } from '../../testing/management/people.ts';
import {
  makeDue,
  openWebhookManagement,
  prepareWebhooks,
  type WebhookManagement,
  type WebhookPlace,
} from '../../testing/management/webhook-place.ts';
import { sweepDeliveries } from '../deliveries/deliver.service.ts';

let management: WebhookManagement;
let settings: Record<string, string>;
/** What the stand-in answers by method of Slack's API. */
let answers: Record<string, unknown>;

beforeAll(async () => {
  management = await openWebhookManagement();
  management.ports.setting = (name) => settings[name];
});
afterAll(() => management.close());
beforeEach(() => {
  settings = {
    SLACK_CLIENT_ID: 'client-id',
    SLACK_CLIENT_SECRET: 'client-secret',
    SLACK_API_URL: `${management.sink.url}/api`,
  };
  answers = {
    'oauth.v2.access': { ok: true, access_token: 'xoxb-token' },
    'conversations.info': { ok: true },
    'conversations.list': {
      ok: true,
      channels: [{ id: 'C1', name: 'general' }],
      response_metadata: { next_cursor: 'next' },
    },
    'chat.postMessage': { ok: true },
  };
  management.sink.requests.length = 0;
  management.sink.answer = (request, response) => {
    response.end(JSON.stringify(answers[request.path.replace('/api/', '')] ?? { ok: false, error: 'unknown_method' }));
  };
});

const called = (method: string) => management.sink.requests.filter(({ path }) => path === `/api/${method}`);
const rootOf = ({ scene }: WebhookPlace) => `/api/v1/environments/${scene.clientKey}/integrations/`;
const browse = (path: string, cookie?: string) =>
  management.call('GET', path, cookie === undefined ? {} : { headers: { cookie } });

/** The way to Slack's consent page: what the browser then holds. */
async function begin(place: WebhookPlace, redirect = '/project/1') {
  const signed = await place.send('GET', `${rootOf(place)}slack/signature/`);
  const { signature } = signed.body as { signature: string };
  const query = new URLSearchParams({ redirect_url: redirect, signature });
  const answer = await browse(`${rootOf(place)}slack/oauth/?${query}`);
  const location = new URL(answer.headers.get('location') ?? 'http://none/');
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { answer, location, cookie, state: location.searchParams.get('state') ?? '' };
}

const finish = (place: WebhookPlace, state: string, cookie?: string) =>
  browse(`${rootOf(place)}slack/callback/?${new URLSearchParams({ code: 'the-code', state })}`, cookie);

async function install(place: WebhookPlace): Promise<void> {
  const { state, cookie } = await begin(place);
  expect((await finish(place, state, cookie)).status).toBe(302);
}

const turnOff = (place: WebhookPlace) =>
  place.send('PATCH', `${place.root}featurestates/${place.feature.stateId}/`, { enabled: false });

test('installed by OAuth: consent page with the scopes, the code exchanged, the token sealed, back to the page one came from', async () => {
  const place = await prepareWebhooks(management);
  const { answer, location, cookie, state } = await begin(place, '/project/1?tab=slack');
  expect(answer.status).toBe(302);
  expect(location.origin + location.pathname).toBe(`${management.sink.url}/oauth/v2/authorize`);
  expect(Object.fromEntries(location.searchParams)).toMatchObject({
    client_id: 'client-id',
    scope: 'channels:read,chat:write,chat:write.public',
    redirect_uri: `http://halyard.test${rootOf(place)}slack/callback/`,
  });
  expect(answer.headers.get('set-cookie')).toContain('HttpOnly; SameSite=Lax');
  const back = await finish(place, state, cookie);
  expect([back.status, back.headers.get('location')]).toEqual([302, 'http://halyard.test/project/1?tab=slack']);
  const [exchange] = called('oauth.v2.access');
  expect(Object.fromEntries(new URLSearchParams(exchange?.body))).toEqual({
    client_id: 'client-id',
    client_secret: 'client-secret',
    code: 'the-code',
    redirect_uri: `http://halyard.test${rootOf(place)}slack/callback/`,
  });
  const { rows } = await management.pool.query(`select * from integrations where project_id = $1`, [
    place.scene.projectId,
  ]);
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('xoxb-token');
  await install(place);
  expect(
    (await management.pool.query(`select 1 from integrations where project_id = $1`, [place.scene.projectId])).rowCount,
  ).toBe(1);
});

test('OAuth: another browser, a state of another environment, an invented one, none → 403, and no code is exchanged', async () => {
  const place = await prepareWebhooks(management);
  const other = await prepareWebhooks(management);
  const mine = await begin(place);
  const theirs = await begin(other);
  expect((await finish(place, mine.state)).status).toBe(403);
  expect((await finish(place, mine.state, theirs.cookie)).status).toBe(403);
  expect((await finish(other, mine.state, mine.cookie)).status).toBe(403);
  expect((await finish(place, 'v1.invented.state', mine.cookie)).status).toBe(403);
  expect((await finish(place, '', mine.cookie)).status).toBe(403);
  expect(called('oauth.v2.access')).toEqual([]);
});

test('OAuth: declined at Slack → back to the page, which is told; nothing is installed', async () => {
  const place = await prepareWebhooks(management);
  const { state, cookie } = await begin(place, '/project/1?tab=slack&slack=back');
  const query = new URLSearchParams({ error: 'access_denied', state });
  const back = await browse(`${rootOf(place)}slack/callback/?${query}`, cookie);
  expect([back.status, back.headers.get('location')]).toEqual([
    302,
    'http://halyard.test/project/1?tab=slack&slack=denied',
  ]);
  expect(called('oauth.v2.access')).toEqual([]);
});

test('OAuth: the page to go back to is foreign → 400; the signature is missing, of somebody who lost the right → 403; no Slack app → 503', async () => {
  const place = await prepareWebhooks(management);
  for (const redirect of [
    'https://evil.example.com/',
    '//evil.example.com',
    '/\\evil.example.com',
    'javascript:alert(1)',
  ]) {
    const { answer } = await begin(place, redirect);
    expect([redirect, answer.status]).toEqual([redirect, 400]);
  }
  expect((await browse(`${rootOf(place)}slack/oauth/`)).status).toBe(403);
  const { state, cookie } = await begin(place);
  await management.pool.query('delete from user_organisations where organisation_id = $1', [
    place.scene.organisationId,
  ]);
  expect((await finish(place, state, cookie)).status).toBe(403);
  delete settings['SLACK_CLIENT_ID'];
  expect(await browse(`${rootOf(place)}slack/oauth/`)).toMatchObject({
    status: 503,
    body: { message: 'Slack is not configured' },
  });
});

test('channels: not installed → 400 that says so; installed → names and where the next page begins', async () => {
  const place = await prepareWebhooks(management);
  const path = `${rootOf(place)}slack-channels/?limit=5&cursor=here`;
  expect(await place.send('GET', path)).toMatchObject({ status: 400 });
  await install(place);
  const list = await place.send('GET', path);
  expect(list.body).toEqual({ cursor: 'next', channels: [{ channel_name: 'general', channel_id: 'C1' }] });
  const [request] = called('conversations.list');
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    exclude_archived: 'true',
    limit: '5',
    cursor: 'here',
  });
  expect(request?.headers.authorization).toBe('Bearer xoxb-token');
});

test('a channel is chosen → a change is posted there in two blocks; switched off → nothing; removed → the installation stays', async () => {
  const place = await prepareWebhooks(management, {}, { environment: { name: 'Live' } });
  await install(place);
  const path = `${rootOf(place)}slack/`;
  const made = await place.send('POST', path, { channel_id: 'C1' });
  expect(made).toMatchObject({ status: 201, body: { channel_id: 'C1', enabled: true } });
  expect((await place.send('POST', path, { channel_id: 'C1' })).status).toBe(400);
  await turnOff(place);
  const [message, ...others] = called('chat.postMessage');
  expect(others).toEqual([]);
  expect(message?.headers.authorization).toBe('Bearer xoxb-token');
  const { text, ...body } = JSON.parse(message?.body ?? '') as { text: string };
  expect(body).toEqual({
    channel: 'C1',
    blocks: [
      { type: 'section', text: { type: 'plain_text', text } },
      {
        type: 'section',
        fields: [
          { type: 'mrkdwn', text: '*Environment:*\nLive' },
          { type: 'mrkdwn', text: `*User:*\n${place.admin.email}` },
        ],
      },
    ],
  });
  const { id } = made.body as { id: number };
  expect((await place.send('POST', `${path}${id}/test/`, {})).body).toMatchObject({ passed: true });
  await place.send('PATCH', `${path}${id}/`, { enabled: false });
  management.sink.requests.length = 0;
  await place.send('PATCH', `${place.root}featurestates/${place.feature.stateId}/`, { enabled: true });
  expect(called('chat.postMessage')).toEqual([]);
  expect((await place.send('DELETE', `${path}${id}/`)).status).toBe(204);
  expect((await place.send('GET', path)).body).toEqual([]);
  expect((await place.send('GET', `${rootOf(place)}slack-channels/`)).status).toBe(200);
});

test('Slack says no with a 200: a passing trouble → tried again; a final one → failed; a channel that it does not know → 400 at once', async () => {
  const place = await prepareWebhooks(management);
  await install(place);
  answers['conversations.info'] = { ok: false, error: 'channel_not_found' };
  const path = `${rootOf(place)}slack/`;
  const refused = await place.send('POST', path, { channel_id: 'C9' });
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining('channel_not_found')]);
  answers['conversations.info'] = { ok: true };
  const made = await place.send('POST', path, { channel_id: 'C1' });
  const { integration_id: integrationId } = made.body as { integration_id: number };
  answers['chat.postMessage'] = { ok: false, error: 'internal_error' };
  await turnOff(place);
  const log = `/api/v1/projects/${place.scene.projectId}/integrations/${integrationId}/deliveries/`;
  expect((await place.send('GET', log)).body).toMatchObject({ results: [{ state: 'pending' }] });
  answers['chat.postMessage'] = { ok: true };
  await makeDue(management);
  await sweepDeliveries(management.ports, 500);
  expect((await place.send('GET', log)).body).toMatchObject({ results: [{ state: 'delivered' }] });
  answers['chat.postMessage'] = { ok: false, error: 'token_revoked' };
  await place.send('PATCH', `${place.root}featurestates/${place.feature.stateId}/`, { enabled: true });
  expect((await place.send('GET', log)).body).toMatchObject({ results: [{ state: 'failed' }, { state: 'delivered' }] });
});

test('signing the way to Slack: a member without the right → 403, a key of the organisation → 403', async () => {
  const place = await prepareWebhooks(management);
  const member = await createMember(management.pool, place.scene.organisationId, 'USER');
  const path = `${rootOf(place)}slack/signature/`;
  expect((await management.call('GET', path, { as: member.authorization })).status).toBe(403);
  const key = await createMasterKey(management.pool, place.scene.organisationId, { isAdmin: true });
  expect((await management.call('GET', path, { as: key.authorization })).status).toBe(403);
});
