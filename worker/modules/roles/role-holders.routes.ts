import type * as z from 'zod/mini';
import { pageOf } from '../../contract/pages.ts';
import { NewRoleHolder, Role, RoleHolder, RoleHolderUpdate } from '../../contract/roles.ts';
import { operation, type Call } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { noContent, ok } from '../../http/reply.ts';
import { HOLDER_KINDS, type HolderKind } from './role-holders.queries.ts';
import {
  addRoleHolder,
  changeRoleHolder,
  getRoleHolder,
  listRoleHolders,
  listRolesOf,
  removeRoleHolder,
  takeRoleFrom,
} from './role-holders.service.ts';
import { asAdmin, ORGANISATION, partOperations } from './role-parts.ts';

/** Where holders stand in paths. compat: keys are named by their prefix, and lose a role at an address of their own. */
const PATHS = {
  user: { path: 'users', name: 'user_pk', word: 'member', end: '' },
  group: { path: 'groups', name: 'group_pk', word: 'group', end: '' },
  master_api_key: {
    path: 'master-api-keys',
    name: 'prefix',
    word: 'master key',
    end: 'detach-roles-from-master-api-key/',
  },
} as const;

export const roleHolderOperations = HOLDER_KINDS.flatMap((kind) => {
  const { path, name, word, end } = PATHS[kind];
  const keyOf = (body: unknown) => (body as Record<HolderKind, number | string>)[kind];
  const holderOf = (call: Pick<Call<unknown, unknown>, 'id' | 'path'>) =>
    kind === 'master_api_key' ? call.path(name) : call.id(name);
  const held = `${ORGANISATION}${path}/{${name}}/roles/`;
  return [
    ...partOperations({
      path,
      one: `a ${word} who holds it`.replace('key who', 'key that').replace('group who', 'group that'),
      many: `the ${word}s that hold it`,
      input: NewRoleHolder[kind] as z.ZodMiniType,
      update: RoleHolderUpdate[kind] as z.ZodMiniType,
      output: RoleHolder[kind],
      list: async (context, at, window) => listRoleHolders(context, { ...at, kind }, window),
      create: async (context, at, body) => addRoleHolder(context, { ...at, kind }, keyOf(body)),
      get: async (context, at, id) => getRoleHolder(context, { ...at, kind }, id),
      change: async (context, at, id, body) => changeRoleHolder(context, { ...at, kind }, id, keyOf(body)),
      remove: async (context, at, id) => removeRoleHolder(context, { ...at, kind }, id),
    }),
    operation({
      method: 'GET',
      path: held,
      access: asAdmin,
      summary: `Lists the roles that a ${word} holds`,
      replies: { 200: pageOf(Role) },
      handle: async (call) => {
        const holder = { kind, key: holderOf(call) };
        const window = readWindow(call, LARGE_PAGES);
        return ok(
          toPage(call, LARGE_PAGES, await listRolesOf(call.context, call.scope.organisationId, holder, window)),
        );
      },
    }),
    operation({
      method: 'DELETE',
      path: `${held}{id}/${end}`,
      access: asAdmin,
      summary: `Takes a role from a ${word}`,
      replies: { 204: null },
      handle: async (call) => {
        const at = { organisationId: call.scope.organisationId, roleId: call.id('id'), kind };
        await takeRoleFrom(call.context, at, holderOf(call));
        return noContent();
      },
    }),
  ];
});
