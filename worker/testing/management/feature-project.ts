import { sql } from 'drizzle-orm';
import type { Feature } from '../../contract/features.ts';
import { createScene, type Scene, type SceneOptions } from '../fixtures/scene.ts';
import type { Management } from './management.ts';
import { createMember } from './people.ts';

/** A project with its administrator, who makes the calls unless others are named. */
export async function prepareProject(management: Management, options: SceneOptions = {}) {
  const scene = await createScene(management.pool, options);
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  const list = `/api/v1/projects/${scene.projectId}/features/`;
  const send = (method: string, path: string, body?: unknown, as = admin.authorization) =>
    management.call(method, path, { as, ...(body === undefined ? {} : { body }) });
  const create = async (body: object) => (await send('POST', list, body)).body as Feature;
  return { scene, admin, list, send, create };
}

export async function readRows(scene: Scene, statement: ReturnType<typeof sql>): Promise<Record<string, unknown>[]> {
  return (await scene.db.execute(statement)).rows;
}

export async function readAudits(scene: Scene): Promise<Record<string, unknown>[]> {
  return readRows(
    scene,
    sql`select related_object_type as type, change_type as change, log, environment_id, before, after from audit_logs
      where organisation_id = ${scene.organisationId} order by id`,
  );
}

/** Environments of the project that wait for their publication. */
export async function readTouched(scene: Scene): Promise<unknown[]> {
  const rows = await readRows(
    scene,
    sql`select o.environment_id from outbox o join environments e on e.id = o.environment_id where e.project_id = ${scene.projectId} order by 1`,
  );
  return rows.map((row) => row['environment_id']);
}

export async function forgetTouched(scene: Scene): Promise<void> {
  await scene.db.execute(sql`delete from outbox where organisation_id = ${scene.organisationId}`);
}

export async function addTag(scene: Scene, projectId = scene.projectId): Promise<number> {
  const [row] = await readRows(
    scene,
    sql`insert into tags (project_id, label) values (${projectId}, 'tag') returning id`,
  );
  return Number(row?.['id']);
}

export async function addGroup(scene: Scene, userIds: number[] = []): Promise<number> {
  const [row] = await readRows(
    scene,
    sql`insert into groups (organisation_id, name) values (${scene.organisationId}, 'Group') returning id`,
  );
  const id = Number(row?.['id']);
  for (const userId of userIds) {
    await scene.db.execute(
      sql`insert into group_memberships (group_id, user_id, organisation_id) values (${id}, ${userId}, ${scene.organisationId})`,
    );
  }
  return id;
}

/** Gives the user permissions on the project, written as Postgres writes an array. */
export async function grantOnProject(scene: Scene, userId: number, permissions: string): Promise<void> {
  await scene.db.execute(sql`insert into user_project_permissions (user_id, project_id, organisation_id, permissions)
    values (${userId}, ${scene.projectId}, ${scene.organisationId}, ${permissions}::text[])`);
}
