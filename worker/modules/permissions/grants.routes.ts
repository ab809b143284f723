import * as z from 'zod/mini';
import { Grant, GrantsQuery, GrantUpdate, GroupGrant, NewGrant, UserGrant } from '../../contract/permissions.ts';
import { needs, type AccessRule } from '../../core/access.ts';
import { operation, type Operation } from '../../http/operation.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import type { Level } from './catalogue.ts';
import type { Principal } from './grant-rows.queries.ts';
import { createGrant, deleteGrant, getGrant, grantsAt, listGrants, updateGrant } from './grants.service.ts';

type Place = { level: Level; base: string; list: AccessRule; write: AccessRule };

const asOrganisationAdmin = needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN');
const asProjectAdmin = needs('project', { path: 'project' }, 'PROJECT_ADMIN');

const PLACES: readonly Place[] = [
  {
    level: 'organisation',
    base: '/api/v1/organisations/{org}/',
    list: asOrganisationAdmin,
    write: asOrganisationAdmin,
  },
  { level: 'project', base: '/api/v1/projects/{project}/', list: asProjectAdmin, write: asProjectAdmin },
  {
    level: 'environment',
    base: '/api/v1/environments/{env_key}/',
    list: needs('environment', { path: 'env_key' }, 'VIEW_ENVIRONMENT'),
    write: needs('environment', { path: 'env_key' }, 'ENVIRONMENT_ADMIN'),
  },
];

export const grantOperations: readonly Operation[] = PLACES.flatMap((place) => [
  createOperation(place, 'user'),
  createOperation(place, 'group'),
  ...otherOperations(place, 'user'),
  ...otherOperations(place, 'group'),
]);

function pathOf({ base }: Place, principal: Principal): string {
  return `${base}${principal === 'user' ? 'user-permissions' : 'user-group-permissions'}/`;
}

function createOperation(place: Place, principal: Principal): Operation {
  const { level } = place;
  const declaration = {
    method: 'POST',
    path: pathOf(place, principal),
    access: place.write,
    summary: `Grants permissions at the ${level} to a ${principal}`,
    replies: { 201: Grant },
  } as const;
  if (principal === 'user') {
    return operation({
      ...declaration,
      body: NewGrant.user,
      handle: async ({ context, scope, body }) =>
        created(await createGrant(context, grantsAt(scope, level, principal), body.user, body)),
    });
  }
  return operation({
    ...declaration,
    body: NewGrant.group,
    handle: async ({ context, scope, body }) =>
      created(await createGrant(context, grantsAt(scope, level, principal), body.group, body)),
  });
}

function otherOperations(place: Place, principal: Principal): Operation[] {
  const { level, list, write } = place;
  const path = pathOf(place, principal);
  return [
    operation({
      method: 'GET',
      path,
      access: list,
      summary: `Lists the grants of ${principal}s at the ${level}`,
      query: GrantsQuery,
      replies: { 200: z.array(principal === 'user' ? UserGrant : GroupGrant) },
      handle: async ({ context, scope, query }) =>
        ok(await listGrants(context, grantsAt(scope, level, principal), toId(query[principal]))),
    }),
    operation({
      method: 'GET',
      path: `${path}{id}/`,
      access: write,
      summary: `Shows a grant of a ${principal} at the ${level}`,
      replies: { 200: Grant },
      handle: async ({ context, scope, id }) =>
        ok(await getGrant(context, grantsAt(scope, level, principal), id('id'))),
    }),
    operation({
      method: ['PUT', 'PATCH'],
      path: `${path}{id}/`,
      access: write,
      summary: `Changes a grant of a ${principal} at the ${level}`,
      body: GrantUpdate,
      replies: { 200: Grant },
      handle: async ({ context, scope, body, id }) =>
        ok(await updateGrant(context, grantsAt(scope, level, principal), id('id'), body)),
    }),
    operation({
      method: 'DELETE',
      path: `${path}{id}/`,
      access: write,
      summary: `Withdraws a grant of a ${principal} at the ${level}`,
      replies: { 204: null },
      handle: async ({ context, scope, id }) => {
        await deleteGrant(context, grantsAt(scope, level, principal), id('id'));
        return noContent();
      },
    }),
  ];
}

/** compat: a filter that is no id filters nothing. */
function toId(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
