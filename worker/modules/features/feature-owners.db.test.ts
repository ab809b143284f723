import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProjectFeature } from '../../contract/features.ts';
import type { Scene, SceneOptions } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMasterKey, createMember, createPerson } from '../../testing/management/people.ts';
import { addGroup, grantOnProject, prepareProject, readAudits } from '../../testing/management/feature-project.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare(options?: SceneOptions) {
  const project = await prepareProject(management, options);
  const feature = await project.create({ name: 'a', owners: [project.admin.id] });
  const change = (verb: string, body: object) => project.send('POST', `${project.list}${feature.id}/${verb}/`, body);
  const member = async (permissions: string | null) => {
    const person = await createMember(management.pool, project.scene.organisationId, 'USER');
    if (permissions !== null) await grantOnProject(project.scene, person.id, permissions);
    return person;
  };
  return { ...project, feature, change, member };
}

const idsOf = (body: unknown) => ({
  owners: (body as ProjectFeature).owners.map(({ id }) => id),
  groups: (body as ProjectFeature).group_owners.map(({ id }) => id),
});

test('owners: added and removed → the shape of a project feature, one audit row for each real change', async () => {
  const { scene, admin, feature, change, member } = await prepare();
  const viewer = await member('{VIEW_PROJECT}');
  const group = await addGroup(scene);
  const audits = await readAudits(scene);

  const added = await change('add-owners', { user_ids: [viewer.id, viewer.id] });
  const again = await change('add-owners', { user_ids: [viewer.id] });
  const grouped = await change('add-group-owners', { group_ids: [group] });
  const removed = await change('remove-owners', { user_ids: [admin.id] });
  const ungrouped = await change('remove-group-owners', { group_ids: [group] });

  expect(added.status).toBe(200);
  expect(added.body).toEqual({
    id: feature.id,
    name: 'a',
    created_date: feature.created_date,
    description: null,
    initial_value: null,
    default_enabled: false,
    type: 'STANDARD',
    owners: [feature.owners[0], expect.objectContaining({ id: viewer.id, email: viewer.email })],
    group_owners: [],
    is_server_key_only: false,
  });
  expect(again.body).toEqual(added.body);
  expect((grouped.body as ProjectFeature).group_owners).toEqual([{ id: group, name: 'Group' }]);
  expect(idsOf(removed.body)).toEqual({ owners: [viewer.id], groups: [group] });
  expect(idsOf(ungrouped.body)).toEqual({ owners: [viewer.id], groups: [] });
  expect((await readAudits(scene)).slice(audits.length)).toMatchObject([
    { log: 'Feature owners changed: a', after: { owners: [admin.id, viewer.id] } },
    { after: { group_owners: [group] } },
    { after: { owners: [viewer.id] } },
    { after: { group_owners: [] } },
  ]);
});

test('owners: who may see the project, through whatever grants it → accepted; others → 400', async () => {
  const { scene, change, member } = await prepare();
  const byUser = await member('{VIEW_PROJECT}');
  const [byGroup, byRole, byRoleOfGroup, unable, administrator] = [
    await member(null),
    await member(null),
    await member(null),
    await member('{CREATE_FEATURE}'),
    await createMember(management.pool, scene.organisationId, 'ADMIN'),
  ];
  const group = await addGroup(scene, [byGroup.id]);
  await scene.db.execute(sql`insert into group_project_permissions (group_id, project_id, organisation_id, permissions)
    values (${group}, ${scene.projectId}, ${scene.organisationId}, '{VIEW_PROJECT}')`);
  const role = sql`insert into roles (organisation_id, name) values (${scene.organisationId}, 'Viewer') returning id`;
  const roleGroup = await addGroup(scene, [byRoleOfGroup.id]);
  await scene.db.execute(sql`with r as (${role}),
    p as (insert into role_permissions (role_id, organisation_id, project_id) select id, ${scene.organisationId}, ${scene.projectId} from r returning id),
    a as (insert into role_assignments (role_id, organisation_id, user_id) select id, ${scene.organisationId}, ${byRole.id} from r),
    g as (insert into role_assignments (role_id, organisation_id, group_id) select id, ${scene.organisationId}, ${roleGroup} from r)
    insert into role_permission_entries (role_permission_id, permission_key) select id, 'VIEW_PROJECT' from p`);
  const stranger = await createPerson(management.pool);

  const able = [byUser, byGroup, byRole, byRoleOfGroup, administrator].map(({ id }) => id);
  const accepted = await change('add-owners', { user_ids: able });

  expect(idsOf(accepted.body).owners).toEqual(expect.arrayContaining(able));
  for (const { id } of [unable, stranger]) {
    const refused = await change('add-owners', { user_ids: [id] });
    expect([refused.status, Object.keys(refused.body as object)]).toEqual([400, ['user_ids']]);
  }
});

test("owners: another tenant's groups, junk, a feature of elsewhere → refused, nothing stored", async () => {
  const { scene, list, send, change } = await prepare();
  const other = await prepare();
  const theirGroup = await addGroup(other.scene);
  const audits = await readAudits(scene);

  expect((await change('add-group-owners', { group_ids: [theirGroup] })).body).toHaveProperty('group_ids');
  expect((await change('add-owners', {})).body).toHaveProperty('user_ids');
  expect((await change('add-owners', { user_ids: 'x' })).body).toHaveProperty('user_ids');
  expect((await change('remove-group-owners', { group_ids: [null] })).body).toHaveProperty('group_ids');
  for (const verb of ['add-owners', 'remove-owners']) {
    const path = `${list}${other.feature.id}/${verb}/`;
    expect((await send('POST', path, { user_ids: [other.admin.id] })).status).toBe(404);
  }
  expect(await readAudits(scene)).toEqual(audits);
});

test('owners: project that enforces them → must be named, the last one stays', async () => {
  const { scene, admin, list, send, change } = await prepare({ project: { enforceFeatureOwners: true } });
  const group = await addGroup(scene);
  const key = await createMasterKey(management.pool, scene.organisationId);

  const unnamed = await send('POST', list, { name: 'b' });
  const grouped = await send('POST', list, { name: 'c', group_owners: [group] }, key.authorization);
  const last = await change('remove-owners', { user_ids: [admin.id] });
  await change('add-group-owners', { group_ids: [group] });
  const spare = await change('remove-owners', { user_ids: [admin.id] });
  const lastGroup = await change('remove-group-owners', { group_ids: [group] });

  expect([unnamed.status, Object.keys(unnamed.body as object)]).toEqual([400, ['owners']]);
  expect(idsOf(grouped.body)).toEqual({ owners: [], groups: [group] });
  expect([last.status, spare.status, lastGroup.status]).toEqual([400, 200, 400]);
});

test('race: both of two owners removed at once where one must stay → one stays', async () => {
  const { scene, admin, change, member, list, send, feature } = await prepare({
    project: { enforceFeatureOwners: true },
  });
  const second = await member('{VIEW_PROJECT}');
  await change('add-owners', { user_ids: [second.id] });

  const answers = await Promise.all([admin, second].map(({ id }) => change('remove-owners', { user_ids: [id] })));

  expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 400]);
  expect(idsOf((await send('GET', `${list}${feature.id}/`)).body).owners).toHaveLength(1);
  expect(await ownersIn(scene, feature.id)).toBe(1);
});

async function ownersIn(scene: Scene, featureId: number): Promise<number> {
  const { rows } = await scene.db.execute(
    sql`select count(*)::int as count from feature_owners where feature_id = ${featureId}`,
  );
  return Number(rows[0]?.['count']);
}

test('owners: feature made by a master key → nobody owns it', async () => {
  const { scene, list, send } = await prepare();
  const key = await createMasterKey(management.pool, scene.organisationId);

  const answer = await send('POST', list, { name: 'b' }, key.authorization);

  expect(idsOf(answer.body)).toEqual({ owners: [], groups: [] });
});
