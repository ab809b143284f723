import type * as z from 'zod/mini';
import { NewRoleGrant, RoleGrant, RoleGrantQuery, RoleGrantUpdate } from '../../contract/roles.ts';
import type { Level } from '../permissions/catalogue.ts';
import {
  createRoleGrant,
  deleteRoleGrant,
  getRoleGrant,
  listRoleGrants,
  updateRoleGrant,
  type RoleGrantInput,
} from './role-grants.service.ts';
import { partOperations } from './role-parts.ts';

const PATHS = {
  organisation: 'organisation-permissions',
  project: 'projects-permissions',
  environment: 'environments-permissions',
} as const;

export const roleGrantOperations = (Object.keys(PATHS) as Level[]).flatMap((level) => {
  const placeOf = (input: unknown) =>
    level === 'organisation' ? undefined : (input as { project?: number; environment?: number })[level];
  const toInput = (body: unknown): RoleGrantInput => ({ ...(body as RoleGrantInput), placeId: placeOf(body) });
  return partOperations({
    path: PATHS[level],
    one:
      level === 'organisation'
        ? 'permissions at the organisation'
        : `permissions at ${level === 'project' ? 'a' : 'an'} ${level}`,
    many: level === 'organisation' ? 'the permissions at the organisation' : `the permissions at the ${level}`,
    query: RoleGrantQuery[level] as z.ZodMiniType,
    input: NewRoleGrant[level] as z.ZodMiniType,
    update: RoleGrantUpdate[level] as z.ZodMiniType,
    output: RoleGrant[level],
    list: async (context, at, window, query) =>
      listRoleGrants(context, { ...at, level }, placeOf(query) ?? null, window),
    create: async (context, at, body) => createRoleGrant(context, { ...at, level }, toInput(body)),
    get: async (context, at, id) => getRoleGrant(context, { ...at, level }, id),
    change: async (context, at, id, body) => updateRoleGrant(context, { ...at, level }, id, toInput(body)),
    remove: async (context, at, id) => deleteRoleGrant(context, { ...at, level }, id),
  });
});
