import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openIdentityTokens } from '../../platform/identity-tokens.ts';
import { openMachineTokens } from '../../platform/machine-tokens.ts';
import { openOutbound } from '../../platform/outbound.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openIdentityIssuer, type IdentityIssuer } from '../../testing/management/identity-issuer.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';

let management: Management;
let issuer: IdentityIssuer;
beforeAll(async () => {
  const outbound = openOutbound({ allowHttp: true, allowPrivate: true });
  management = await openManagement({ ports: { outbound, identityTokens: openIdentityTokens(outbound) } });
  issuer = await openIdentityIssuer();
});
afterAll(async () => {
  await management.close();
  await issuer.close();
});

type Trust = { id: number; master_api_key_prefix: string };
const RULES = [{ claim: 'repository', values: ['acme/shop'] }];

/** An organisation that lets in machines of the issuer for an audience of its own. */
async function prepare(more: object = {}) {
  const { organisationId, projectId } = await createScene(management.pool);
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  const audience = randomUUID();
  const path = `/api/v1/organisations/${organisationId}/trust-relationships/`;
  const send = (method: string, below = '', body?: unknown) =>
    management.call(method, `${path}${below}`, { as: admin.authorization, ...(body === undefined ? {} : { body }) });
  const input = { name: 'CI', issuer: issuer.url, audience, claim_rules: RULES, is_admin: true, ...more };
  const made = await send('POST', '', input);
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return { organisationId, projectId, audience, send, input, trust: made.body as Trust };
}

const exchange = (token: string) =>
  management.call('POST', '/api/v1/auth/oidc/token/', {
    body: { token },
    headers: { 'cf-connecting-ip': randomUUID() },
  });
const machineOf = async (token: string) =>
  `Bearer ${((await exchange(token)).body as { access_token: string }).access_token}`;
const look = async (as: string, organisationId: number) =>
  (await management.call('GET', `/api/v1/organisations/${organisationId}/`, { as })).status;

test('exchange: a token that one relationship believes → an hour in its organisation, nowhere else', async () => {
  const { organisationId, audience, trust } = await prepare();
  const other = await prepare();

  const answer = await exchange(await issuer.sign({ aud: audience, repository: 'acme/shop' }));

  const { access_token } = answer.body as { access_token: string };
  expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3600 } });
  expect(await look(`Bearer ${access_token}`, organisationId)).toBe(200);
  expect(await look(`Bearer ${access_token}`, other.organisationId)).toBe(404);
  const claims = JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString()) as object;
  expect(claims).toEqual({
    token_type: 'access',
    trust_relationship_id: trust.id,
    jti: expect.any(String),
    sub: `trust-relationship:${trust.id}`,
    iat: expect.any(Number),
    exp: expect.any(Number),
  });
});

test('exchange: anything wrong with the token → 401 in always the same words', async () => {
  const { audience } = await prepare();
  const good = { aud: audience, repository: 'acme/shop' };
  const seconds = Math.floor(Date.now() / 1_000);
  const stranger = await openIdentityIssuer();
  const signed = await issuer.sign(good);
  const [head = '', payload = '', signature = ''] = signed.split('.');
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const secret = Buffer.from(JSON.stringify(issuer.documents.keys));
  const tokens = [
    await issuer.sign({ ...good, aud: 'somebody else' }),
    await issuer.sign({ repository: 'acme/shop' }),
    await issuer.sign({ ...good, repository: 'acme/other' }),
    await issuer.sign({ aud: audience }),
    await issuer.sign({ ...good, exp: seconds - 60 }),
    await issuer.sign({ ...good, exp: undefined }),
    await issuer.sign({ ...good, iat: seconds + 300, exp: seconds + 600 }),
    await issuer.sign({ ...good, iat: undefined }),
    await issuer.sign({ ...good, nbf: seconds + 300 }),
    await issuer.sign({ ...good, iss: 'https://unknown.example' }),
    await issuer.sign({ ...good, iss: `${issuer.url}/` }),
    await issuer.sign({ ...good, iss: undefined }),
    await stranger.sign({ ...good, iss: issuer.url }),
    await issuer.sign(good, { alg: 'HS256', key: new Uint8Array(secret) }),
    `${part({ alg: 'none' })}.${payload}.`,
    `${head}.${part({ iss: issuer.url, aud: audience, repository: 'acme/shop', exp: seconds + 300, iat: seconds })}.${signature}`,
    `${head}.${payload}.`,
    'not a token',
    'x'.repeat(15_000),
  ];
  await stranger.close();

  for (const [index, token] of tokens.entries()) {
    const answer = await exchange(token);
    expect([index, answer.status, answer.body]).toEqual([
      index,
      401,
      { detail: 'The token was not accepted.', code: 'invalid_token' },
    ]);
  }
  expect((await exchange(signed)).status).toBe(200);
});

test('exchange: a token for two audiences that two relationships believe → 401', async () => {
  const [one, two] = [await prepare(), await prepare()];
  const claims = { repository: 'acme/shop' };

  expect((await exchange(await issuer.sign({ ...claims, aud: [one.audience, two.audience] }))).status).toBe(401);
  expect((await exchange(await issuer.sign({ ...claims, aud: [one.audience, 'other'] }))).status).toBe(200);
});

test('exchange: an issuer whom nobody trusts → is not asked', async () => {
  const stranger = await openIdentityIssuer();

  await exchange(await stranger.sign({ aud: 'x' }));

  expect(stranger.sink.requests).toEqual([]);
  await stranger.close();
});

test('keys of an issuer → asked for once, again when a new one appears, and not at each unknown one', async () => {
  const changing = await openIdentityIssuer('ES256');
  const { audience } = await prepare({ issuer: changing.url });
  const claims = { aud: audience, repository: 'acme/shop' };
  const asked = () => changing.sink.requests.filter(({ path }) => path === '/keys').length;
  for (let count = 0; count < 3; count += 1) expect((await exchange(await changing.sign(claims))).status).toBe(200);
  expect(asked()).toBe(1);

  for (let count = 0; count < 3; count += 1)
    await exchange(await changing.sign(claims, { header: { kid: 'unknown' } }));

  expect(asked()).toBe(1);
  await changing.close();
});

test('keys of an issuer that has a new one → the new one counts', async () => {
  const changing = await openIdentityIssuer('EdDSA');
  let now = Date.now();
  const outbound = openOutbound({ allowHttp: true, allowPrivate: true });
  const tokens = openIdentityTokens(outbound);
  const verify = async () =>
    (await tokens.verify(await changing.sign({ sub: 'x' }), changing.url, new Date(now))).get('sub');
  expect(await verify()).toBe('x');
  await changing.rotate();
  await expect(verify()).rejects.toThrow();

  now += 31_000;

  expect(await verify()).toBe('x');
  await changing.close();
});

test('issuer: lies about its name, is broken, or sends keys that are none → 401, and nothing is kept', async () => {
  const odd = await openIdentityIssuer();
  const { audience } = await prepare({ issuer: odd.url });
  const good = { ...odd.documents };
  const send = async () => (await exchange(await odd.sign({ aud: audience, repository: 'acme/shop' }))).status;

  for (const documents of [
    { metadata: { issuer: issuer.url, jwks_uri: `${odd.url}/keys` } },
    { metadata: { issuer: odd.url } },
    { metadata: { issuer: odd.url, jwks_uri: 'file:///etc/passwd' } },
    { metadata: null },
    { keys: { keys: ['x' as never] } },
    { keys: {} as never },
    { keys: { keys: [], more: 'x'.repeat(70_000) } as never },
  ]) {
    Object.assign(odd.documents, good, documents);
    expect([documents, await send()]).toEqual([documents, 401]);
  }
  Object.assign(odd.documents, good);
  expect(await send()).toBe(200);
  await odd.close();
});

test('relationship or its key gone → its tokens are dead at once', async () => {
  const { organisationId, audience, send, trust } = await prepare();
  const token = await issuer.sign({ aud: audience, repository: 'acme/shop' });
  const as = await machineOf(token);
  expect(await look(as, organisationId)).toBe(200);

  expect((await send('DELETE', `${trust.id}/`)).status).toBe(204);

  expect(await look(as, organisationId)).toBe(401);
  expect((await exchange(token)).status).toBe(401);
  expect((await send('GET', `${trust.id}/`)).status).toBe(404);
  const { rows } = await management.pool.query(
    'select deleted_at is null as lives from master_api_keys where prefix = $1',
    [trust.master_api_key_prefix],
  );
  expect(rows).toEqual([{ lives: false }]);
});

test('token of ours: expired, made with another key, of another kind or changed → 401', async () => {
  const { organisationId, trust } = await prepare();
  const { machineTokens } = management.ports;
  const good = (await machineTokens.sign(trust.id, new Date())).token;
  const [head = '', , signature = ''] = good.split('.');
  const other = (await machineTokens.sign(trust.id + 1, new Date())).token.split('.')[1] ?? '';

  expect(await look(`Bearer ${good}`, organisationId)).toBe(200);
  for (const wrong of [
    (await machineTokens.sign(trust.id, new Date(Date.now() - 3_601_000))).token,
    (await openMachineTokens('another secret').sign(trust.id, new Date())).token,
    `${head}.${other}.${signature}`,
    `${good}x`,
  ]) {
    expect(await look(`Bearer ${wrong}`, organisationId)).toBe(401);
  }
});

test('relationship: not an administrator → its machines may do what the roles of its key allow', async () => {
  const { organisationId, projectId, audience, send, trust } = await prepare({ is_admin: false });
  const as = await machineOf(await issuer.sign({ aud: audience, repository: 'acme/shop' }));
  const project = async () => (await management.call('GET', `/api/v1/projects/${projectId}/`, { as })).status;
  expect(await project()).toBe(403);

  await management.pool.query(
    `with r as (insert into roles (organisation_id, name) values ($1, 'R') returning id),
      p as (insert into role_permissions (role_id, organisation_id, project_id, admin)
        select id, $1, $2, true from r)
     insert into role_assignments (role_id, organisation_id, master_api_key_id)
       select r.id, $1, k.id from r, master_api_keys k where k.prefix = $3`,
    [organisationId, projectId, trust.master_api_key_prefix],
  );
  expect(await project()).toBe(200);
  await send('PATCH', `${trust.id}/`, { is_admin: true });

  expect(await look(as, organisationId)).toBe(200);
  const { rows } = await management.pool.query('select from role_assignments where organisation_id = $1', [
    organisationId,
  ]);
  expect(rows).toEqual([]);
});

test('relationships: listed, shown and changed → as they are, with a log, and the key behind them hidden', async () => {
  const { organisationId, send, input, trust } = await prepare();

  const changed = await send('PATCH', `${trust.id}/`, {
    name: 'Deploys',
    claim_rules: [{ claim: 'ref', values: ['main'] }],
  });

  const { id: _, ...shown } = trust;
  expect(changed.body).toEqual({
    ...shown,
    ...input,
    id: trust.id,
    name: 'Deploys',
    claim_rules: [{ claim: 'ref', values: ['main'] }],
  });
  expect((await send('GET')).body).toMatchObject({ count: 1, results: [changed.body] });
  expect((await send('GET', `${trust.id}/`)).body).toEqual(changed.body);
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  const keys = await management.call('GET', `/api/v1/organisations/${organisationId}/master-api-keys/`, {
    as: admin.authorization,
  });
  expect(keys.body).toMatchObject({ count: 0 });
  const { rows } = await management.pool.query('select log from audit_logs where organisation_id = $1 order by id', [
    organisationId,
  ]);
  expect(rows.map(({ log }) => log as string)).toEqual([
    'Trust relationship created: CI',
    'Trust relationship updated: Deploys',
  ]);
});

test('relationships: wrong or taken input → 400 that names the field, nothing stored', async () => {
  const { organisationId, send, input } = await prepare();
  const fresh = { ...input, audience: randomUUID() };
  const { is_admin: _, ...unsaid } = fresh;
  for (const [body, field] of [
    [{ ...fresh, issuer: `${issuer.url}?x=1` }, 'issuer'],
    [{ ...fresh, issuer: `${issuer.url}#x` }, 'issuer'],
    [{ ...fresh, issuer: 'ftp://issuer.example' }, 'issuer'],
    [{ ...fresh, name: 'x'.repeat(101) }, 'name'],
    [{ ...fresh, audience: '' }, 'audience'],
    [{ ...fresh, claim_rules: [] }, 'claim_rules'],
    [{ ...fresh, claim_rules: [{ claim: 'sub', values: [] }] }, 'claim_rules'],
    [{ ...fresh, claim_rules: [{ values: ['x'] }] }, 'claim_rules'],
    [unsaid, 'is_admin'],
    [input, 'non_field_errors'],
  ] as const) {
    const answer = await send('POST', '', body);
    expect([field, answer.status, Object.keys(answer.body as object)]).toEqual([field, 400, [field]]);
  }
  const plain = await openManagement({ ports: { database: management.ports.database } });
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  for (const url of ['http://issuer.acme.com', 'https://127.0.0.1', 'https://metadata.internal', issuer.url]) {
    const answer = await plain.call('POST', `/api/v1/organisations/${organisationId}/trust-relationships/`, {
      as: admin.authorization,
      body: { ...fresh, issuer: url },
    });
    expect([url, answer.status, Object.keys(answer.body as object)]).toEqual([url, 400, ['issuer']]);
  }
  await plain.close();
  expect((await send('GET')).body).toMatchObject({ count: 1 });
});

test('relationships: by a machine, a plain member or an administrator of elsewhere → 403, 403, 404', async () => {
  const { organisationId, audience } = await prepare();
  const other = await prepare();
  const machine = await machineOf(await issuer.sign({ aud: audience, repository: 'acme/shop' }));
  const member = await createMember(management.pool, organisationId, 'USER');
  const path = `/api/v1/organisations/${organisationId}/trust-relationships/`;

  for (const as of [machine, member.authorization]) {
    expect((await management.call('GET', path, { as })).status).toBe(403);
  }
  expect((await other.send('GET', '../../organisations/0/')).status).toBe(404);
  const admin = await createMember(management.pool, other.organisationId, 'ADMIN');
  expect((await management.call('GET', path, { as: admin.authorization })).status).toBe(404);
});

test('exchange: more often than the rate from one address → 429', async () => {
  const headers = { 'cf-connecting-ip': '192.0.2.78' };
  const send = () => management.call('POST', '/api/v1/auth/oidc/token/', { body: { token: 'x' }, headers });
  for (let count = 0; count < 60; count += 1) expect((await send()).status).toBe(401);

  expect((await send()).status).toBe(429);
});
