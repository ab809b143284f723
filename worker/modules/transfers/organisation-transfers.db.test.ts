import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EnvironmentDocument } from '../../contract/environment-document.ts';
import type { OrganisationExport } from '../../contract/organisation-export.ts';
import type { OrganisationImport } from '../../contract/transfers.ts';
import { withoutIds } from '../../testing/fixtures/document-without-ids.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import {
  addFeature,
  addIdentityOverride,
  addSegment,
  addSegmentOverride,
  whereTrait,
} from '../../testing/fixtures/scene-features.ts';
import { addTag, prepareProject, readRows } from '../../testing/management/feature-project.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember } from '../../testing/management/people.ts';
import { loadEnvironmentSnapshot } from '../environments/environment-snapshot.service.ts';
import { runImport, sweepImports } from './run-import.service.ts';

/** An export, with what the server that wrote it would have published. */
type Source = { document: OrganisationExport; before: EnvironmentDocument; segmentIds: number[]; owner: string };

let server: Management;
/** Of a server that is gone; each is for one test, as keys are taken once. */
let exports: Source[] = [];
let versioned: Source;
let bare: OrganisationExport;

/** Two servers, one after the other: a process reaches one database at a time. */
beforeAll(async () => {
  server = await openManagement();
  // Seeds and ids of the two servers would else be alike by chance.
  await server.pool
    .query(`select setval('bucketing_seed', 5000), setval(pg_get_serial_sequence('segments', 'id'), 7000),
    setval(pg_get_serial_sequence('features', 'id'), 300)`);
  for (let index = 0; index < 7; index += 1) exports.push(await (await prepareSource()).take());
  versioned = await (await prepareSource(true)).take();
  bare = await (await prepareSource()).exported({});
  await server.close();
  server = await openManagement();
}, 60_000);
afterAll(() => server.close());

const nextExport = () => {
  const [source, ...rest] = exports;
  exports = rest;
  if (source === undefined) throw new Error('prepare more exports');
  return source;
};

async function prepareSource(usesVersions = false) {
  const project = await prepareProject(server);
  const { scene, send, admin } = project;
  const tagId = await addTag(scene);
  const variants = [
    { key: 'red', value: 'red', percentage: 40 },
    { key: 'blue', value: 7, percentage: 30 },
  ];
  const multi = await addFeature(scene, 'colour', { value: 'grey', variants });
  const plain = await addFeature(scene, 'limit', { value: 12, row: { description: 'ümlaut "quoted"' } });
  const split = await addSegment(scene, 'half', [
    {
      type: 'ALL',
      rules: [{ type: 'ANY', conditions: [{ operator: 'PERCENTAGE_SPLIT', property: '', value: '50' }] }],
    },
  ]);
  const beta = await addSegment(scene, 'beta', whereTrait('plan', 'beta'));
  await addSegmentOverride(scene, plain, split, { value: 99, priority: 1 });
  await addSegmentOverride(scene, plain, beta, { value: false, enabled: false, priority: 0 });
  await addSegmentOverride(scene, multi, beta, { value: 'x', weights: { red: 90 } });
  await addIdentityOverride(scene, plain, 'ada', { value: 'override' });
  await scene.db.execute(sql`
    insert into traits (environment_id, identity_id, trait_key, value_type, float_value, written_at)
    select environment_id, id, 'score', 'float', 2, now() from identities where environment_id = ${scene.environmentId}`);
  await scene.db.execute(
    sql`insert into feature_tags (feature_id, tag_id, project_id) values (${plain.id}, ${tagId}, ${scene.projectId})`,
  );
  await scene.db.execute(
    sql`insert into feature_owners (feature_id, user_id, organisation_id) values (${plain.id}, ${admin.id}, ${scene.organisationId})`,
  );
  if (usesVersions) await send('POST', `/api/v1/environments/${scene.clientKey}/enable-v2-versioning/`);
  const exported = async (body: object = { include_identities: true, include_server_keys: true }) => {
    const answer = await send('POST', `/api/v1/organisations/${scene.organisationId}/export/`, body);
    expect(answer.status).toBe(200);
    return answer.body as OrganisationExport;
  };
  const take = async (): Promise<Source> => ({
    document: await exported(),
    before: await readDocument(nameOf(await exported()), scene.organisationId),
    segmentIds: [split, beta],
    owner: admin.email,
  });
  return { ...project, split, exported, take };
}

/** An organisation of its own on the other server. Beside others, only a superuser may use up ids of segments. */
async function prepareTarget(isSuperuser = true) {
  const scene = await createScene(server.pool);
  const admin = await createMember(server.pool, scene.organisationId, 'ADMIN', { isSuperuser });
  const path = `/api/v1/organisations/${scene.organisationId}/imports/`;
  const send = (method: string, to: string, body?: unknown) =>
    server.call(method, to, { as: admin.authorization, ...(body === undefined ? {} : { body }) });
  const read = async (id: number) => (await send('GET', `${path}${id}/`)).body as OrganisationImport;
  const bring = async (document: unknown, more: object = {}) => {
    const begun = await send('POST', path, { document, ...more });
    expect(begun).toMatchObject({ status: 201 });
    return read((begun.body as OrganisationImport).id);
  };
  return { scene, admin, path, send, read, bring };
}

const nameOf = ({ projects }: OrganisationExport) => projects[0]?.environments?.[0]?.name ?? '';

async function readDocument(name: string, organisationId: number): Promise<EnvironmentDocument> {
  const { rows } = await server.pool.query('select id from environments where name = $1 and organisation_id = $2', [
    name,
    organisationId,
  ]);
  const { snapshot } = await loadEnvironmentSnapshot(server.ports.database, (rows[0] as { id: number }).id);
  if (snapshot === null) throw new Error('no such environment');
  return snapshot.document;
}

test('organisation import: an export into an empty server → equal documents, same seeds and segment ids, nothing differs', async () => {
  const { document, before, segmentIds, owner } = nextExport();
  const target = await prepareTarget(false);

  const done = await target.bring(document);

  expect(done).toMatchObject({ status: 'SUCCESS', error: null, step: 'done', source: 'halyard', dry_run: false });
  expect(done.report?.equivalence).toMatchObject({ contexts: 201, flags: 402, mismatch_count: 0, mismatches: [] });
  expect(done.report?.counts).toMatchObject({
    projects: 1,
    environments: 1,
    features: 2,
    segments: 2,
    segment_overrides: 3,
    identities: 1,
    identity_overrides: 1,
    traits: 1,
    server_keys: 1,
  });
  const after = await readDocument(nameOf(document), target.scene.organisationId);
  expect(withoutIds(after)).toEqual(withoutIds(before));
  expect(before.project.segments.map(({ id }) => id)).toEqual(segmentIds);
  expect(server.published).toContain(after.id);
  const traits = await readRows(
    target.scene,
    sql`select t.value_type, t.float_value from traits t where t.environment_id = ${after.id}`,
  );
  expect(traits).toEqual([{ value_type: 'float', float_value: 2 }]);
  const owners = done.report?.issues.filter(({ kind }) => kind === 'owner');
  expect(owners).toEqual([{ kind: 'owner', name: `limit: ${owner}`, reason: expect.any(String) }]);
});

test('organisation import: an environment that uses versions → equal documents', async () => {
  const { document, before } = versioned;
  expect(document.projects[0]?.environments?.[0]?.use_v2_feature_versioning).toBe(true);
  const target = await prepareTarget();
  const done = await target.bring(document);
  expect(done).toMatchObject({ status: 'SUCCESS', report: { equivalence: { mismatch_count: 0 } } });
  const after = await readDocument(nameOf(document), target.scene.organisationId);
  expect(withoutIds(after)).toEqual(withoutIds(before));
});

test('organisation import: beside the original on one server → new keys and ids, said in the report, and the mismatches are listed', async () => {
  const source = await prepareSource();
  const target = await prepareTarget();
  const done = await target.bring(await source.exported());
  expect(done.status).toBe('SUCCESS');
  const reasons = done.report?.issues.map(({ kind, reason }) => `${kind}: ${reason}`) ?? [];
  expect(reasons).toEqual(
    expect.arrayContaining([
      expect.stringContaining('environment: Its client-side key is in use'),
      expect.stringContaining(`segment: Its id ${source.split} is not free`),
      expect.stringContaining('server-side key: It is in use'),
    ]),
  );
  expect(done.report?.equivalence.mismatch_count).toBeGreaterThan(0);
});

test('organisation import: ids of segments that others have → new ones, and the report says whom it can move', async () => {
  const { document, segmentIds } = nextExport();
  const target = await prepareTarget(false);
  await server.pool.query(
    `insert into segments (id, project_id, name) overriding system value values ($1, $2, 'other')`,
    [segmentIds[0], target.scene.projectId],
  );
  const done = await target.bring(document);
  const told = done.report?.issues
    .filter(({ kind }) => kind === 'segment')
    .map(({ name, reason }) => `${name}: ${reason}`);
  expect(told).toEqual([expect.stringContaining(`half: Its id ${segmentIds[0]} is not free`)]);
  expect(done.report?.equivalence.mismatch_count).toBeGreaterThan(0);
  expect(new Set(done.report?.equivalence.mismatches.map(({ feature }) => feature))).toEqual(new Set(['limit']));
});

test('organisation import: a dry run → the report, and nothing stored', async () => {
  const { document } = nextExport();
  const target = await prepareTarget();
  const count = async () =>
    (
      await server.pool.query(
        'select (select count(*) from features)::int + (select count(*) from environments)::int + (select count(*) from segments)::int as n',
      )
    ).rows[0] as unknown;
  const before = await count();
  const done = await target.bring(document, { dry_run: true });
  expect(done).toMatchObject({
    status: 'SUCCESS',
    dry_run: true,
    report: { counts: { features: 2 }, equivalence: { mismatch_count: 0 } },
  });
  expect(await count()).toEqual(before);
  expect((await target.bring(document)).status).toBe('SUCCESS');
});

class Killed extends Error {}

test('organisation import: killed before any step → nothing visible, and the next sweep finishes it', async () => {
  const { document } = nextExport();
  const steps: string[] = [];
  const target = await prepareTarget();
  const insert = async () => {
    const { rows } = await server.pool.query(
      `insert into organisation_imports (organisation_id, created_by_id, source, document) values ($1, $2, 'halyard', $3) returning id`,
      [target.scene.organisationId, target.admin.id, JSON.stringify(withoutKeys(document))],
    );
    return (rows[0] as { id: number }).id;
  };
  const visible = async () =>
    (
      await server.pool.query('select count(*)::int as n from projects where organisation_id = $1', [
        target.scene.organisationId,
      ])
    ).rows[0] as unknown;
  const before = await visible();
  const id = await insert();
  for (let at = 0; ; at += 1) {
    let seen = 0;
    const beforeStep = (step: string) => {
      steps.push(step);
      if (seen === at) throw new Killed(step);
      seen += 1;
    };
    const end = await runImport(server.ports, id, { beforeStep }).catch((error: unknown) => error);
    if (end === undefined) break;
    expect(end).toBeInstanceOf(Killed);
    expect(await visible()).toEqual(before);
    expect((await target.read(id)).status).toBe('PROCESSING');
    // Each kill is one of a new import's first: five are the most that one is given.
    await server.pool.query('update organisation_imports set attempts = 0, leased_until = now() where id = $1', [id]);
  }
  expect(new Set(steps.map((step) => step.split(': ').at(-1)))).toEqual(
    new Set([
      'projects',
      'tags',
      'features',
      'segments',
      'environments',
      'states',
      'identities',
      'metadata',
      'comparison',
    ]),
  );
  expect((await target.read(id)).report).toMatchObject({ equivalence: { mismatch_count: 0 } });
});

test('organisation import: one whose process died, with its lease run out → finished by the sweep; not before', async () => {
  const { document } = nextExport();
  const target = await prepareTarget();
  const { rows } = await server.pool.query(
    `insert into organisation_imports (organisation_id, created_by_id, source, document, attempts, lease, leased_until)
      values ($1, $2, 'halyard', $3, 1, gen_random_uuid(), now() + interval '1 minute') returning id`,
    [target.scene.organisationId, target.admin.id, JSON.stringify(withoutKeys(document))],
  );
  const { id } = rows[0] as { id: number };
  await sweepImports(server.ports);
  expect((await target.read(id)).status).toBe('PROCESSING');
  await server.pool.query('update organisation_imports set leased_until = now() where id = $1', [id]);
  await sweepImports(server.ports);
  expect((await target.read(id)).status).toBe('SUCCESS');
});

test('organisation import: interrupted too often → failed, nothing stored', async () => {
  const target = await prepareTarget();
  const { rows } = await server.pool.query(
    `insert into organisation_imports (organisation_id, source, document, attempts) values ($1, 'halyard', '{"projects":[]}', 5) returning id`,
    [target.scene.organisationId],
  );
  await sweepImports(server.ports);
  expect(await target.read((rows[0] as { id: number }).id)).toMatchObject({
    status: 'FAILED',
    error: expect.stringContaining('too often'),
  });
});

test('organisation import: a document that does not hold together → 400, nothing stored', async () => {
  const { document } = nextExport();
  const target = await prepareTarget();
  const [project] = document.projects;
  if (project === undefined) throw new Error('no project');
  const without = (changes: object) => ({ ...document, projects: [{ ...project, ...changes }] });
  for (const broken of [
    'text',
    {},
    [],
    { ...document, version: 2 },
    without({ features: [] }),
    without({ segments: [] }),
    without({ features: [...(project.features ?? []), project.features?.[0]] }),
    { ...document, projects: [project, project] },
  ]) {
    const answer = await target.send('POST', target.path, { document: broken });
    expect([JSON.stringify(broken).slice(0, 40), answer.status]).toEqual([JSON.stringify(broken).slice(0, 40), 400]);
  }
  expect((await target.send('GET', target.path)).body).toEqual([]);
});

test('organisation import: a project whose name is there → 400 that names it; plain members → 403', async () => {
  const { document } = nextExport();
  const target = await prepareTarget();
  expect((await target.bring(document)).status).toBe('SUCCESS');
  const again = await target.send('POST', target.path, { document });
  expect(again.status).toBe(400);
  expect(JSON.stringify(again.body)).toContain(document.projects[0]?.name);
  const member = await createMember(server.pool, target.scene.organisationId, 'USER');
  expect((await server.call('GET', target.path, { as: member.authorization })).status).toBe(403);
});

test('organisation export: without the flags → neither identities nor keys, and it says so', async () => {
  const environment = bare.projects[0]?.environments?.[0];
  expect(environment?.identities).toEqual([]);
  expect(environment?.server_keys).toBeUndefined();
  expect(bare.left_out?.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['identity', 'server-side key']));
});

/** As the keys wait sealed, and these are none. */
function withoutKeys(document: OrganisationExport): unknown {
  return JSON.parse(JSON.stringify(document, (key, value: unknown) => (key === 'server_keys' ? undefined : value)));
}
