import { afterAll, beforeAll, expect, test } from 'vitest';
import { toSchema } from '../../contract/field.ts';
import { operationId, type Operation } from '../../http/operation.ts';
import { OPERATIONS } from '../../operations.ts';
import { createMember } from '../management/people.ts';
import { openManagement, type Management } from '../management/management.ts';
import { fillPath, parametersOf } from './requests.ts';
import { findIds, replaceAt, sampleBody } from './sample.ts';
import { changedTables, digestOf } from './digest.ts';
import { buildWorld, type World } from './world.ts';

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
    let tenants = await buildTenants();
    for (const operation of nested) {
      const { own, sibling } = tenants;
      let isTouched = false;
      for (const foreign of [elsewhere, sibling]) {
        for (const index of parametersOf(operation).keys()) {
          // Users, groups and the rest of an organisation belong to every project of it.
          if (index === 0 || (foreign === sibling && isOfOrganisation(operation, index))) continue;
          const ask = (world: World | null) => {
            const path = fillPath(operation, (at) => (at === index ? world : own));
            return send(operation, path, bodyOf(operation, own), own);
          };
          const [got, missing] = [await ask(foreign), await ask(null)];
          const isRefused = got.status >= 400 && got.status < 500;
          if (!isRefused || got.status !== missing.status || JSON.stringify(got.body).includes(foreign.marker)) {
            leaks.push({
              operation: operationId(operation),
              index,
              got: [got.status, got.body],
              missing: missing.status,
            });
            isTouched = true;
          }
        }
      }
      const changed = await tenants.listChanges();
      if (changed.length > 0) leaks.push({ operation: operationId(operation), changed });
      if (changed.length > 0 || isTouched) tenants = await buildTenants();
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
    let tenants = await buildTenants();
    for (const operation of unthrottled) {
      if (operation.body === null || !operation.methods.some((method) => WRITES.has(method))) continue;
      for (const { place, kind } of findIds(bodyOf(operation, elsewhere))) {
        const { own, sibling } = tenants;
        let isTouched = false;
        for (const foreign of [elsewhere, sibling]) {
          fields += 1;
          const body = replaceAt(bodyOf(operation, own), place, Number(foreign.ids[kind]));
          const path = fillPath(operation, () => own);
          const got = await send(operation, path, body, own);
          isTouched ||= got.status < 400;
          const isShown = foreign === elsewhere && JSON.stringify(got.body).includes(foreign.marker);
          // Without a place in the path, the body says where in the own organisation the caller wants to write.
          const mayWrite = foreign === sibling && parametersOf(operation).length === 0;
          const changed = mayWrite ? [] : await tenants.listChanges(foreign);
          if (got.status >= 500 || changed.length > 0 || isShown) {
            leaks.push({
              operation: operationId(operation),
              place: place.join('.'),
              got: [got.status, got.body],
              changed,
            });
            isTouched = true;
          }
        }
        if (isTouched) tenants = await buildTenants();
      }
    }

    console.log(`substitution: ${fields} ids in bodies`);
    expect(leaks).toEqual([]);
  },
);

/** A caller's own project, another of the same organisation, and what has changed where the caller has no business. They serve until something is written. */
async function buildTenants() {
  const own = await buildWorld(management.pool);
  const sibling = await buildWorld(management.pool, own);
  const digest = (world: World) => digestOf(management.pool, world, world === sibling ? 'project' : 'organisation');
  const before = new Map([
    [elsewhere, await digest(elsewhere)],
    [sibling, await digest(sibling)],
  ]);
  const listChanges = async (...worlds: World[]) => {
    const changed: string[] = [];
    for (const world of worlds.length === 0 ? before.keys() : worlds) {
      changed.push(...changedTables(before.get(world) ?? {}, await digest(world)));
    }
    return changed;
  };
  return { own, sibling, listChanges };
}

function isOfOrganisation(operation: Operation, index: number): boolean {
  if (operation.path.startsWith('/api/v1/organisations/')) return true;
  return /^(user|group|invite|master-key|organisation-|metadata-field|model-field)/.test(
    parametersOf(operation)[index]?.kind ?? '',
  );
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
