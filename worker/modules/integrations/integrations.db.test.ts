import { afterAll, beforeAll, expect, test } from 'vitest';
import { HIDDEN, INTEGRATION_INPUTS } from '../../contract/integrations.ts';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { listAudit } from '../../testing/management/accounts.ts';
import { createMember, type Person } from '../../testing/management/people.ts';
import { openWebhookManagement, type WebhookManagement } from '../../testing/management/webhook-place.ts';
import { openOutbound } from '../../platform/outbound.ts';
import { CONFIGURED_KINDS, KIND_FACTS } from './integration-kinds.ts';

let management: WebhookManagement;
let scene: Scene;
let admin: Person;
beforeAll(async () => {
  management = await openWebhookManagement();
  scene = await createScene(management.pool);
  admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
});
afterAll(() => management.close());

const SECRET = 'a-secret-of-some-length';
const EVERYWHERE = CONFIGURED_KINDS.flatMap((kind) => KIND_FACTS[kind].scopes.map((scope) => ({ kind, scope })));
type Place = (typeof EVERYWHERE)[number];

const send = (method: string, path: string, body?: object, as = admin.authorization) =>
  management.call(method, path, { as, ...(body === undefined ? {} : { body }) });
function pathOf({ kind, scope }: Place): string {
  const at = { organisation: scene.organisationId, project: scene.projectId, environment: scene.clientKey }[scope];
  return `/api/v1/${scope}s/${at}/integrations/${kind}/`;
}
/** Every field that the kind takes. */
function inputOf({ kind }: Place): Record<string, unknown> {
  const all = {
    base_url: kind === 'segment' ? 'https://events.eu1.segmentapis.com/' : `${management.sink.url}/${kind}`,
    webhook_url: `${management.sink.url}/${kind}`,
    url: `${management.sink.url}/${kind}`,
    api_key: SECRET,
    secret: SECRET,
    app_id: '42',
    entity_selector: 'type(HOST)',
    use_custom_source: true,
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in INTEGRATION_INPUTS[kind].shape));
}
const hidden = (input: Record<string, unknown>, { kind }: Place) => ({
  ...input,
  ...Object.fromEntries(KIND_FACTS[kind].secrets.map((name) => [name, HIDDEN])),
});

test.each(EVERYWHERE)(
  '$kind of the $scope: made, shown, changed, removed → secrets are sealed at rest and in no answer or audit row; one at a time',
  async (place) => {
    const path = pathOf(place);
    const input = inputOf(place);
    const { address, secrets } = KIND_FACTS[place.kind];
    const made = await send('POST', path, input);
    const { id } = made.body as { id: number };
    expect([made.status, made.body]).toEqual([201, { ...hidden(input, place), id }]);
    const again = await send('POST', path, input);
    expect([again.status, JSON.stringify(again.body)]).toEqual([400, expect.stringContaining('already')]);
    const list = await send('GET', path);
    expect(list.body).toEqual([made.body]);
    expect((await send('GET', `${path}${id}/`)).body).toEqual(made.body);
    const stored = async () => (await management.pool.query('select * from integrations where id = $1', [id])).rows[0];
    const sealed = (await stored()).secrets;
    expect(Object.keys(sealed)).toEqual(secrets);

    // Sent back as it was shown, the secret stays; a change of the address alone keeps it too.
    const put = await send('PUT', `${path}${id}/`, made.body as object);
    expect(put.status).toBe(200);
    expect((await stored()).secrets).toEqual(sealed);
    if (place.kind !== 'segment') {
      const next = `${management.sink.url}/elsewhere`;
      expect((await send('PATCH', `${path}${id}/`, { [address]: next })).body).toMatchObject({ [address]: next });
      expect((await stored()).secrets).toEqual(sealed);
    }
    const [secret = ''] = secrets;
    const changed = await send('PATCH', `${path}${id}/`, { [secret]: `${SECRET}-2` });
    expect(changed).toMatchObject({ status: 200, body: { [secret]: HIDDEN } });
    expect((await stored()).secrets[secret]).not.toBe(sealed[secret]);

    expect((await send('DELETE', `${path}${id}/`)).status).toBe(204);
    expect((await stored()).secrets).toEqual({});
    expect((await send('GET', path)).body).toEqual([]);
    expect((await send('GET', `${path}${id}/`)).status).toBe(404);
    expect((await send('POST', path, input)).status).toBe(201);
    const audit = await listAudit(management, scene.organisationId);
    expect(JSON.stringify([audit, list.body, made.body, changed.body, await stored()])).not.toContain(SECRET);
    expect(audit.at(-1)).toMatchObject({ related_object_type: 'INTEGRATION', change_type: 'CREATE' });
  },
);

test.each(EVERYWHERE)(
  '$kind of the $scope: fields missing, or an address that nothing may be sent to → 400 by field, nothing stored',
  async (place) => {
    const path = pathOf(place);
    const count = async () =>
      (await management.pool.query('select count(*)::int as n from integrations where kind = $1', [place.kind])).rows[0]
        .n;
    const before = await count();
    const { address, defaults = {} } = KIND_FACTS[place.kind];
    const empty = await send('POST', path, {});
    expect(empty.status).toBe(400);
    const required = Object.keys(inputOf(place)).filter((name) => !(name in defaults));
    expect(Object.keys(empty.body as object).toSorted()).toEqual(required.toSorted());
    const { outbound } = management.ports;
    management.ports.outbound = openOutbound({ allowHttp: false, allowPrivate: false });
    try {
      for (const url of [
        'http://127.0.0.1/',
        'https://localhost/',
        'https://[::1]/',
        'https://2130706433/',
        'https://a:b@example.com/',
        'ftp://example.com/',
      ]) {
        const answer = await send('POST', path, { ...inputOf(place), [address]: url });
        expect([url, answer.status, Object.keys(answer.body as object)]).toEqual([url, 400, [address]]);
      }
    } finally {
      management.ports.outbound = outbound;
    }
    expect(await count()).toBe(before);
  },
);

test('Sentry: a secret of nine characters → 400', async () => {
  const path = pathOf({ kind: 'sentry', scope: 'environment' });
  const answer = await send('POST', path, { webhook_url: `${management.sink.url}/`, secret: '123456789' });
  expect(answer).toMatchObject({ status: 400, body: { secret: [expect.stringContaining('10')] } });
});

test('a member may see the project, not administer it → sees what is set up, and changes nothing', async () => {
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  await management.pool.query(
    `insert into user_project_permissions (user_id, project_id, organisation_id, permissions) values ($1, $2, $3, '{VIEW_PROJECT}')`,
    [member.id, scene.projectId, scene.organisationId],
  );
  const path = pathOf({ kind: 'datadog', scope: 'project' });
  expect((await send('GET', path, undefined, member.authorization)).status).toBe(200);
  const input = inputOf({ kind: 'datadog', scope: 'project' });
  expect((await send('POST', path, input, member.authorization)).status).toBe(403);
});

test('a sample event: taken, refused, nobody there → told so, without what the receiver said', async () => {
  const fresh = await createScene(management.pool);
  const owner = await createMember(management.pool, fresh.organisationId, 'ADMIN');
  const root = `/api/v1/projects/${fresh.projectId}/integrations/`;
  const body = { base_url: management.sink.url, api_key: SECRET };
  const { id } = (await send('POST', `${root}datadog/`, body, owner.authorization)).body as { id: number };
  const run = async () => (await send('POST', `${root}${id}/test/`, {}, owner.authorization)).body;
  management.sink.requests.length = 0;
  expect(await run()).toMatchObject({ passed: true, status: 200 });
  expect(management.sink.requests).toHaveLength(1);
  management.sink.answer = (_, response) => {
    response.statusCode = 403;
    response.end('internal detail');
  };
  const refused = await run();
  expect(refused).toMatchObject({ passed: false, status: 403 });
  expect(JSON.stringify(refused)).not.toContain('internal detail');
  management.sink.answer = (_, response) => response.destroy();
  expect(await run()).toMatchObject({ passed: false, status: 0 });
  management.sink.answer = null;
});
