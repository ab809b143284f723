import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ScalarState } from '../../contract/feature-states.ts';
import type { Version } from '../../contract/versions.ts';
import type { Mail } from '../../core/context.ts';
import { mailPage } from '../../core/mail-html.ts';
import { addEnvironment, createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { addIdentityOverride, addSegmentOverride } from '../../testing/fixtures/scene-features.ts';
import { createEnvironmentMember, prepareFlag, type FlagPlace } from '../../testing/management/flag-place.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMasterKey, createMember, type Person } from '../../testing/management/people.ts';
import { sweepMails } from '../mails/mails.service.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement({ settings: { FLAGSMITH_DOMAIN: 'https://flags.example.com/' } });
});
afterAll(() => management.close());
beforeEach(() => management.pool.query('delete from mails'));

const LATER = '2091-03-04T05:06:07.000Z';
const stateOf = ({ root, feature }: FlagPlace, id = feature.stateId) => `${root}featurestates/${id}/`;
const versionsOf = ({ scene, feature }: FlagPlace) =>
  `/api/v1/environments/${scene.environmentId}/features/${feature.id}/versions/`;
const schedule = (place: FlagPlace, body: object = {}, as?: string) =>
  place.send('PUT', stateOf(place), { feature_state_value: 'later', live_from: LATER, ...body }, as);

/** What was written since the last time, once it is carried. */
async function carry(): Promise<Mail[]> {
  for (let sweep = 0; sweep < 2; sweep += 1) await sweepMails(management.ports);
  return management.mails.splice(0);
}
const receiversOf = (mails: readonly Mail[]) => mails.map(({ to }) => to).toSorted();
const emailsOf = (...people: Person[]) => people.map(({ email }) => email).toSorted();

/** Makes the person administrator of the scene's environment or project by a grant of their own. */
async function appoint({ db, ...scene }: Scene, level: 'environment' | 'project', { id }: Person): Promise<void> {
  const place = level === 'environment' ? scene.environmentId : scene.projectId;
  await db.execute(sql`insert into ${sql.identifier(`user_${level}_permissions`)}
    (user_id, ${sql.identifier(`${level}_id`)}, organisation_id, admin) values (${id}, ${place}, ${scene.organisationId}, true)`);
}

async function createAdmin(scene: Scene, level: 'environment' | 'project', more = {}): Promise<Person> {
  const person = await createMember(management.pool, scene.organisationId, 'USER', more);
  await appoint(scene, level, person);
  return person;
}

/** A feature whose environment and project have an administrator each, and somebody who may change flags. */
async function prepare(feature = {}, options = {}) {
  const place = await prepareFlag(management, feature, {
    project: { name: 'Shop' },
    environment: { name: 'Production' },
    ...options,
  });
  return {
    place,
    author: await createEnvironmentMember(management, place.scene, '{VIEW_ENVIRONMENT,UPDATE_FEATURE_STATE}'),
    ofEnvironment: await createAdmin(place.scene, 'environment'),
    ofProject: await createAdmin(place.scene, 'project'),
  };
}

test('state scheduled → one mail each for the author and the direct administrators, in words, as text and HTML', async () => {
  const { place, author, ofEnvironment, ofProject } = await prepare({ value: 'now' });
  await appoint(place.scene, 'project', ofEnvironment);

  expect((await schedule(place, { enabled: false }, author.authorization)).status).toBe(200);

  const mails = await carry();
  expect(receiversOf(mails)).toEqual(emailsOf(author, ofEnvironment, ofProject));
  const { scene, feature } = place;
  const link = `https://flags.example.com/project/${scene.projectId}/environment/${scene.clientKey}/features/${feature.id}`;
  const [mail] = mails;
  expect(mail?.subject).toBe('Change scheduled: “checkout” in “Production”');
  expect(mail?.text.split('\n')).toEqual([
    `${author.email} scheduled a change of the feature “checkout” in the environment “Production” of the project “Shop”.`,
    '',
    'From 2091-03-04 05:06:07 UTC on:',
    'for everybody: off, value “later”',
    '',
    'See the feature here:',
    link,
    '',
    'You get this mail because you scheduled the change, or administer the environment or its project.',
    '',
  ]);
  const html = mailPage(mail as Mail);
  expect(html).toContain(`<a href="${link}"`);
  expect(html).toContain('2091-03-04 05:06:07 UTC');
  expect(html).toContain('for everybody: off, value “later”');
});

test('state scheduled → nobody else is told: not others of the place, not administrators of other places', async () => {
  const { place, author, ofEnvironment, ofProject } = await prepare();
  const { scene } = place;
  await createEnvironmentMember(management, scene, '{VIEW_ENVIRONMENT}');
  await createAdmin(scene, 'environment', { isActive: false });
  await createAdmin(await addEnvironment(scene), 'environment');
  const [beside] = (
    await scene.db.execute(
      sql`insert into projects (organisation_id, name) values (${scene.organisationId}, 'Beside') returning id`,
    )
  ).rows as { id: number }[];
  await createAdmin({ ...scene, projectId: beside?.id ?? 0 }, 'project');
  const foreign = await createScene(management.pool);
  await createAdmin(foreign, 'project');
  await createAdmin(foreign, 'environment');

  await schedule(place, {}, author.authorization);

  expect(receiversOf(await carry())).toEqual(emailsOf(author, ofEnvironment, ofProject));
});

test('state scheduled by a master key → its name, and no mail but for administrators', async () => {
  const { place, ofEnvironment, ofProject } = await prepare();
  const key = await createMasterKey(management.pool, place.scene.organisationId, { name: 'Deploy', isAdmin: true });

  await schedule(place, { feature_state_value: 7 }, key.authorization);

  const mails = await carry();
  expect(receiversOf(mails)).toEqual(emailsOf(ofEnvironment, ofProject));
  expect(mails[0]?.text).toMatch(/^The master key “Deploy” scheduled /);
  expect(mails[0]?.text).toContain('on, value 7\n');
});

test('override of an identity scheduled → told without naming the identity', async () => {
  const { place } = await prepare();
  const { stateId } = await addIdentityOverride(place.scene, place.feature, 'anna@private', { value: 'own' });
  const change = { enabled: false, live_from: LATER };

  expect((await place.send('PUT', stateOf(place, stateId), change)).status).toBe(200);

  const [mail] = await carry();
  expect(mail?.text).toContain('\nfor an identity: off, value “own”\n');
  expect(mail?.text).not.toContain('anna');
});

test('what is live at once, is no change, or is a draft → no mail', async () => {
  const { place } = await prepare({ value: 'now' });
  const past = '2001-01-01T00:00:00Z';
  expect((await schedule(place, { live_from: null })).status).toBe(200);
  expect((await schedule(place, { feature_state_value: 'past', live_from: past })).status).toBe(200);
  expect(await carry()).toEqual([]);

  const { id } = (await schedule(place)).body as ScalarState;
  expect(await carry()).toHaveLength(3);
  await place.send('PATCH', stateOf(place, id), { feature_state_value: 'later', live_from: LATER });
  expect((await place.send('PATCH', stateOf(place, id), { live_from: past })).status).toBe(200);
  expect(await carry()).toEqual([]);

  expect((await place.send('POST', `${place.root}enable-v2-versioning/`)).status).toBe(202);
  const draft = { feature_states_to_update: [{ enabled: false }], live_from: LATER };
  const { uuid } = (await place.send('POST', versionsOf(place), draft)).body as Version;
  const [state] = (await place.send('GET', `${versionsOf(place)}${uuid}/featurestates/`)).body as { id: number }[];
  expect((await place.send('PATCH', stateOf(place, state?.id), { feature_state_value: 'drafted' })).status).toBe(200);
  const now = { live_from: new Date().toISOString() };
  expect((await place.send('POST', `${versionsOf(place)}${uuid}/publish/`, now)).body).toMatchObject({ is_live: true });
  expect(await carry()).toEqual([]);
});

test('scheduled for another time or to be something else → a mail for each', async () => {
  const { place } = await prepare();
  const { id } = (await schedule(place)).body as ScalarState;
  await carry();

  await place.send('PATCH', stateOf(place, id), { live_from: '2092-01-01T00:00:00Z' });
  const moved = await carry();
  await place.send('PATCH', stateOf(place, id), { feature_state_value: 'other' });
  const changed = await carry();

  expect([moved.length, changed.length]).toEqual([3, 3]);
  expect(moved[0]?.text).toContain('From 2092-01-01 00:00:00 UTC on:\nfor everybody: on, value “later”');
  expect(changed[0]?.text).toContain('From 2092-01-01 00:00:00 UTC on:\nfor everybody: on, value “other”');
});

test('change undone by an error at its end → no mail; without the error, mails', async () => {
  const { place } = await prepare();
  const { pool } = management;
  await pool.query(`create function refuse() returns trigger language plpgsql as $$ begin
    if (select count(*) from mails) <> 3 then raise exception 'the mails should be there'; end if;
    raise exception using errcode = '23514', message = 'refused'; end $$`);
  await pool.query('create trigger refuse before insert on audit_logs for each row execute function refuse()');
  const refused = await schedule(place);
  await pool.query('drop function refuse cascade');

  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect((await pool.query('select from mails')).rowCount).toBe(0);
  expect((await schedule(place)).status).toBe(200);
  expect(await carry()).toHaveLength(3);
});

test('version scheduled → what differs from now is told once, whether created published or published later', async () => {
  const { place, ofEnvironment, ofProject } = await prepare({
    value: 'now',
    variants: [{ key: 'a', value: 'red', percentage: 12.5 }],
  });
  const [same, gold, trial] = [await place.segment('same'), await place.segment('gold'), await place.segment('trial')];
  for (const [priority, id] of [same, gold, trial].entries()) {
    await addSegmentOverride(place.scene, place.feature, id, { priority, value: 'own' });
  }
  await place.send('POST', `${place.root}enable-v2-versioning/`);
  const changes = {
    feature_states_to_update: [
      { enabled: false },
      { feature_segment: { segment: gold }, feature_state_value: { type: 'bool', boolean_value: true } },
    ],
    segment_ids_to_delete_overrides: [trial],
  };
  const told = [
    'From 2091-03-04 05:06:07 UTC on:',
    'for everybody: off, value “now”, variants for 12.5 %',
    'for the segment “gold”: on, value true',
  ];

  const created = await place.send('POST', versionsOf(place), {
    ...changes,
    publish_immediately: true,
    live_from: LATER,
  });
  expect(created).toMatchObject({ status: 201, body: { is_live: false } });
  const first = await carry();
  const draft = (await place.send('POST', versionsOf(place), changes)).body as Version;
  expect(await carry()).toEqual([]);
  await place.send('POST', `${versionsOf(place)}${draft.uuid}/publish/`, { live_from: LATER });
  const second = await carry();

  for (const mails of [first, second]) {
    expect(receiversOf(mails)).toEqual(emailsOf(place.admin, ofEnvironment, ofProject));
    expect(mails[0]?.text).toContain(`\n${told.join('\n')}\n`);
    expect(mails[0]?.text).toContain('\nfor the segment “trial”: no longer overridden\n');
    expect(mails[0]?.text).not.toContain('“same”');
  }
});

test('names and values that strangers chose → shown as they are, on one line, leading nowhere', async () => {
  const hostile = '<img src=x onerror=alert(1)>\nhttps://evil.example/\n';
  const { place } = await prepare({}, { project: { name: hostile }, environment: { name: hostile } });
  await place.scene.db.execute(sql`update features set name = ${hostile} where id = ${place.feature.id}`);

  expect((await schedule(place, { feature_state_value: hostile + 'x'.repeat(400) })).status).toBe(200);

  const [mail] = await carry();
  expect(mail?.subject).not.toContain('\n');
  const html = mailPage(mail as Mail);
  expect(html).not.toContain('<img');
  expect(html.match(/&#60;img src=x onerror=alert\(1\)&#62; https:\/\/evil\.example\/ /g)).toHaveLength(8);
  expect(html.match(/href="[^"]*"/g)).toEqual([expect.stringContaining('href="https://flags.example.com/project/')]);
  expect(html).toContain(`${'x'.repeat(248)}…”`);
});

test('more than fifty administrators → fifty mails, the author’s among them; sixty in an hour → no more to the same', async () => {
  const { place } = await prepare();
  const { scene } = place;
  await scene.db.execute(sql`
    with added as (insert into users (email) select 'admin' || n || '@example.com' from generate_series(1, 60) n returning id),
      members as (insert into user_organisations (user_id, organisation_id, role)
        select id, ${scene.organisationId}, 'USER' from added returning user_id)
    insert into user_environment_permissions (user_id, environment_id, organisation_id, admin)
      select user_id, ${scene.environmentId}, ${scene.organisationId}, true from members`);
  const last = await createAdmin(scene, 'environment');

  const { id } = (await schedule(place, {}, last.authorization)).body as ScalarState;

  const first = await carry();
  expect(first).toHaveLength(50);
  expect(new Set(receiversOf(first)).size).toBe(50);
  expect(receiversOf(first)).toContain(last.email);

  await management.pool.query(
    `insert into mails (id, recipient, subject) select gen_random_uuid(), $1, 'Change scheduled: “x”' from generate_series(1, 59)`,
    [last.email],
  );
  await place.send('PATCH', stateOf(place, id), { feature_state_value: 'more' }, last.authorization);
  const more = await carry();
  expect(more).toHaveLength(50);
  expect(receiversOf(more)).not.toContain(last.email);
});

test('outbox: on one machine → the scheduled change is there to read, escaped', async () => {
  const local = await openManagement({
    ports: { mailer: { carrier: 'outbox', send: async () => undefined } },
  });
  try {
    const place = await prepareFlag(local, { value: 'now' });
    await schedule(place, { feature_state_value: '<b>' });
    const page = await local.call('GET', 'http://localhost:8787/outbox/');
    expect(page.body).toContain('Change scheduled: “checkout”');
    expect(page.body).toContain('value “&#60;b&#62;”');
    expect(page.body).toContain(`href="http://halyard.test/project/${place.scene.projectId}/environment/`);
  } finally {
    await local.close();
  }
});
