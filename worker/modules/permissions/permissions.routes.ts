import * as z from 'zod/mini';
import { DetailedPermissions, OwnPermissions, PermissionModel } from '../../contract/permissions.ts';
import { needs, SIGNED_IN } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { CATALOGUE } from './catalogue.ts';
import { getDetailedPermissions, getOwnPermissions, getPermissionsOf } from './own-permissions.service.ts';

const LEVELS = [
  {
    level: 'organisation',
    base: '/api/v1/organisations/',
    one: '/api/v1/organisations/{id}/',
    access: needs('organisation', { path: 'id' }, 'MEMBER'),
  },
  {
    level: 'project',
    base: '/api/v1/projects/',
    one: '/api/v1/projects/{id}/',
    access: needs('project', { path: 'id' }, 'VIEW_PROJECT'),
  },
  {
    level: 'environment',
    base: '/api/v1/environments/',
    one: '/api/v1/environments/{api_key}/',
    access: needs('environment', { path: 'api_key' }, 'MEMBER'),
  },
] as const;

export const permissionOperations = [
  ...LEVELS.flatMap(({ level, base, one, access }) => [
    operation({
      method: 'GET',
      path: `${base}permissions/`,
      access: SIGNED_IN,
      summary: `Lists the permissions that can be granted on an ${level}`.replace('an project', 'a project'),
      replies: { 200: z.array(PermissionModel) },
      handle: async () => ok(CATALOGUE[level]),
    }),
    operation({
      method: 'GET',
      path: `${one}my-permissions/`,
      access,
      summary: `Shows what the caller may do with the ${level}`,
      replies: { 200: OwnPermissions },
      handle: async ({ context, scope }) => ok(await getOwnPermissions(context, scope, level)),
    }),
    operation({
      method: 'GET',
      path: `${one}user-detailed-permissions/{user_id}/`,
      access,
      summary: `Shows what a member may do with the ${level}, and why`,
      replies: { 200: DetailedPermissions },
      handle: async ({ context, scope, id }) => ok(await getDetailedPermissions(context, scope, level, id('user_id'))),
    }),
  ]),
  operation({
    method: 'GET',
    path: '/api/v1/projects/{project}/all-user-permissions/{user_pk}/',
    access: needs('project', { path: 'project' }, 'PROJECT_ADMIN'),
    summary: 'Shows what a member may do with the project',
    replies: { 200: OwnPermissions },
    handle: async ({ context, scope, id }) => ok(await getPermissionsOf(context, scope, 'project', id('user_pk'))),
  }),
];
