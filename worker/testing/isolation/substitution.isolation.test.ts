import { afterAll, beforeAll, expect, test } from 'vitest';
import { toSchema } from '../../contract/fields.ts';
import { operationId, type Operation } from '../../http/operation.ts';
import { OPERATIONS } from '../../operations.ts';
import { createMember } from '../management/people.ts';
import { openManagement, type Management } from '../management/management.ts';
import { fillPath, parametersOf } from './requests.ts';
import { findIds, replaceAt, sampleBody } from './sample.ts';
import { buildWorld, digestOf, type World } from './world.ts';

let management: Management;
let elsewhere: World;
const unthrottled = OPERATIONS.map((operation) => ({ ...operation, throttle: null }));

beforeAll(async () => {
  management = await openManagement({ operations: unthrottled });
  elsewhere = await buildWorld(management.pool);
});
afterAll(() => management.close());

const WRITES = new Set(['POST', 'PUT', 'PATCH']);

function bodyOf(operation: Operation, world: World): unknown {
  return operation.body === null ? undefined : sampleBody(toSchema(operation.body, 'input'), world);
}

async function send(operation: Operation, path: string, body: unknown, { admin }: World) {
  const [method = 'GET'] = operation.methods;
  return management.call(method, path, {
    as: admin.authorization,
    ...(WRITES.has(method) && body !== undefined ? { body } : {}),
  });
}

test(
  'substitution: a child id of another project or organisation in the path → answered like a missing one, nothing changed',
  { timeout: 600_000 },
  async () => {
    const nested = unthrottled.filter((operation) => parametersOf(operation).length > 1);
    const leaks: unknown[] = [];
    for (const operation of nested) {
      const own = await buildWorld(management.pool);
      const sibling = await buildWorld(management.pool, own);
      for (const foreign of [elsewhere, sibling]) {
        for (const index of parametersOf(operation).keys()) {
          // Users, groups and the rest of an organisation belong to every project of it.
          if (index === 0 || (foreign === sibling && isOfOrganisation(operation, index))) continue;
          const before = await digestOf(management.pool, foreign, foreign === elsewhere ? 'organisation' : 'project');
          const body = bodyOf(operation, own);
          const got = await send(
            operation,
            fillPath(operation, (at) => (at === index ? foreign : own)),
            body,
            own,
          );
          const missing = await send(
            operation,
            fillPath(operation, (at) => (at === index ? null : own)),
            body,
            own,
          );
          const after = await digestOf(management.pool, foreign, foreign === elsewhere ? 'organisation' : 'project');
          const isSame = got.status === missing.status && got.status >= 400 && got.status < 500;
          if (
            !isSame ||
            JSON.stringify(before) !== JSON.stringify(after) ||
            JSON.stringify(got.body).includes(foreign.marker)
          ) {
            leaks.push({
              operation: operationId(operation),
              index,
              got: [got.status, got.body],
              missing: missing.status,
              changed: before !== after && changedTables(before, after),
            });
          }
        }
      }
    }

    console.log(`substitution: ${nested.length} operations with child ids`);
    expect(leaks).toEqual([]);
  },
);

test(
  'substitution: an id of another tenant in the body → refused or ignored, nothing of theirs changed or shown',
  { timeout: 600_000 },
  async () => {
    const leaks: unknown[] = [];
    let fields = 0;
    for (const operation of unthrottled) {
      if (operation.body === null || !operation.methods.some((method) => WRITES.has(method))) continue;
      const probe = bodyOf(operation, elsewhere);
      for (const { place, kind } of findIds(probe)) {
        const own = await buildWorld(management.pool);
        const sibling = await buildWorld(management.pool, own);
        for (const foreign of [elsewhere, sibling]) {
          fields += 1;
          const before = await digestOf(management.pool, foreign, foreign === elsewhere ? 'organisation' : 'project');
          const id = Number(foreign.ids[kind]);
          const got = await send(
            operation,
            fillPath(operation, () => own),
            replaceAt(bodyOf(operation, own), place, id),
            own,
          );
          const after = await digestOf(management.pool, foreign, foreign === elsewhere ? 'organisation' : 'project');
          const changed = changedTables(before, after);
          const isShown = foreign === elsewhere && JSON.stringify(got.body).includes(foreign.marker);
          // Without a place in the path, the body says where in the own organisation the caller wants to write.
          const mayWrite = foreign === sibling && parametersOf(operation).length === 0;
          if (got.status >= 500 || (changed.length > 0 && !mayWrite) || isShown) {
            leaks.push({
              operation: operationId(operation),
              place: place.join('.'),
              got: [got.status, got.body],
              changed,
            });
          }
        }
      }
    }

    console.log(`substitution: ${fields} ids in bodies`);
    expect(leaks).toEqual([]);
  },
);

function isOfOrganisation(operation: Operation, index: number): boolean {
  if (operation.path.startsWith('/api/v1/organisations/')) return true;
  return /^(user|group|invite|master-key|organisation-|metadata-field|model-field)/.test(
    parametersOf(operation)[index]?.kind ?? '',
  );
}

function changedTables(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys(before).filter((table) => before[table] !== after[table]);
}

test(
  'substitution: a member without grants, or a viewer, changes anything → refused, nothing changed',
  { timeout: 600_000 },
  async () => {
    const world = await buildWorld(management.pool);
    const viewer = await createMember(management.pool, world.scene.organisationId, 'USER');
    const { projectId, environmentId, organisationId } = world.scene;
    for (const [table, column, id, permission] of [
      ['user_project_permissions', 'project_id', projectId, 'VIEW_PROJECT'],
      ['user_environment_permissions', 'environment_id', environmentId, 'VIEW_ENVIRONMENT'],
    ] as const) {
      await management.pool.query(
        `insert into ${table} (user_id, ${column}, organisation_id, permissions) values ($1, $2, $3, $4)`,
        [viewer.id, id, organisationId, [permission]],
      );
    }
    const member = await createMember(management.pool, organisationId, 'USER');
    const changes = unthrottled.filter((operation) => 'resource' in operation.access && operation.methods[0] !== 'GET');
    const before = await digestOf(management.pool, world);
    const allowed: unknown[] = [];
    for (const operation of changes) {
      for (const person of [member, viewer]) {
        const path = fillPath(operation, () => world);
        const got = await send(operation, path, bodyOf(operation, world), { ...world, admin: person });
        if (got.status < 400 || got.status >= 500) allowed.push([operationId(operation), got.status, got.body]);
      }
    }

    console.log(`substitution: ${changes.length} changes tried by people who may only look`);
    expect(allowed).toEqual([]);
    expect(changedTables(before, await digestOf(management.pool, world))).toEqual([]);
  },
);
