import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PublicationStatus } from '../../contract/publications.ts';
import type { Publishers } from '../../core/ports.ts';
import { openMemoryPublishers } from '../../testing/memory-publishers.ts';
import { prepareProject, readAudits } from '../../testing/management/feature-project.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';

const OPERATOR_KEY = 'operator-key-of-at-least-thirty-two-characters';

let management: Management;
let publishers: Publishers;
beforeAll(async () => {
  const settings = { HALYARD_OPERATOR_KEY: OPERATOR_KEY };
  management = await openManagement({
    settings,
    // The publishers are made over the database that is only there once the API is open.
    ports: { publishers: new Proxy({} as Publishers, { get: (_, name) => publishers[name as keyof Publishers] }) },
  });
  publishers = openMemoryPublishers(management.ports.database);
});
afterAll(() => management.close());

/** A project with six flags that is published, and what its administrator and the operator can send. */
async function prepare() {
  const { scene, send, create } = await prepareProject(management);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await create({ name });
  await publishers.publish(scene.environmentId);
  const base = `/api/v1/environments/${scene.clientKey}/publication/`;
  const operate = (method: string, path = '', body?: object, key = OPERATOR_KEY) =>
    management.call(method, `/operator/environments/${scene.environmentId}/publication/${path}`, {
      as: `Bearer ${key}`,
      ...(body === undefined ? {} : { body }),
    });
  const status = async () => (await send('GET', base)).body as PublicationStatus;
  const dropFlags = async (count: number) => {
    await management.pool.query(
      `with gone as (select id from features where project_id = $1 order by id limit $2)
       delete from feature_states where feature_id in (select id from gone)`,
      [scene.projectId, count],
    );
    await management.pool.query(`select touch_environment($1, 'test')`, [scene.environmentId]);
    await publishers.publish(scene.environmentId);
  };
  return { scene, send, base, operate, status, dropFlags };
}

test('publication: most flags vanish → the status tells that it is held; confirmed → published, with an audit row', async () => {
  const { scene, send, base, status, dropFlags } = await prepare();
  const { version } = await status();
  await dropFlags(4);
  const { hold, pending } = await status();
  expect({ hold, pending }).toMatchObject({
    hold: { reason: 'flags-vanished', can_be_confirmed: true },
    pending: true,
  });

  const answer = await send('POST', `${base}confirm/`, { hold: hold?.id });

  expect(answer).toMatchObject({ status: 200, body: { version: version + 1, hold: null, pending: false } });
  expect((await readAudits(scene)).at(-1)).toMatchObject({ log: 'Held publication confirmed', change: 'UPDATE' });
  expect((await send('POST', `${base}confirm/`, { hold: hold?.id })).status).toBe(409);
});

test('publication: reverted and released → pinned with who did it, then as committed, both with audit rows', async () => {
  const { scene, send, base, status, dropFlags } = await prepare();
  const { version } = await status();
  await dropFlags(1);

  const reverted = await send('POST', `${base}revert/`, { version });
  expect(reverted.body).toMatchObject({ version: version + 2, pin: { reverted_to: version, by: /^user \d+$/ } });
  const released = await send('POST', `${base}release/`);

  expect(released.body).toMatchObject({ version: version + 3, pin: null });
  expect((released.body as PublicationStatus).kept[0]).toMatchObject({ flags: 5 });
  expect((await readAudits(scene)).slice(-2)).toMatchObject([
    { log: 'Environment goes back to a published version', after: { version } },
    { log: 'Environment goes on with what is committed' },
  ]);
  expect(await send('POST', `${base}revert/`, { version: 99 })).toMatchObject({
    status: 400,
    body: { version: ['This version is not kept.'] },
  });
});

test('publication: member who is not administrator of the environment → 403', async () => {
  const { scene, send, base } = await prepare();
  const member = await createMember(management.pool, scene.organisationId, 'USER');
  expect((await send('GET', base, undefined, member.authorization)).status).toBeGreaterThanOrEqual(403);
  expect((await send('POST', `${base}release/`, {}, member.authorization)).status).toBeGreaterThanOrEqual(403);
});

test('operator: right key → status, revert, release; wrong input → 400', async () => {
  const { operate, status } = await prepare();
  const { version } = await status();
  expect(await operate('GET')).toMatchObject({ status: 200, body: { version, pin: null } });
  expect(await operate('POST', 'revert/', { version })).toMatchObject({
    status: 200,
    body: { pin: { by: 'operator' } },
  });
  expect(await operate('POST', 'release/')).toMatchObject({ status: 200, body: { pin: null } });
  expect(await operate('POST', 'revert/', { version: 'x' })).toMatchObject({ status: 400 });
});

test('operator: wrong key or none → 401, after ten of them 429; the right one still works', async () => {
  const { operate } = await prepare();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1)
    statuses.push((await operate('GET', '', undefined, 'wrong')).status);
  expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
  expect(statuses.at(-1)).toBe(429);
  expect((await operate('GET')).status).toBe(200);
});

test('operator: no key is set, or one that is too short → the routes do not exist', async () => {
  for (const settings of [{}, { HALYARD_OPERATOR_KEY: 'short' }]) {
    const other = await openManagement({ settings });
    const path = '/operator/environments/1/publication/';
    expect((await other.call('GET', path, { as: 'Bearer short' })).status).toBe(404);
    await other.close();
  }
});
