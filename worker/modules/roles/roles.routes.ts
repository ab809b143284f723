import type * as z from 'zod/mini';
import { pageOf } from '../../contract/pages.ts';
import {
  NewRoleGrant,
  NewRoleHolder,
  Role,
  RoleGrant,
  RoleGrantQuery,
  RoleGrantUpdate,
  RoleHolder,
  RoleHolderUpdate,
  NewRole,
  RoleUpdate,
  type RoleGrantLevel,
  type RoleHolderKind,
} from '../../contract/roles.ts';
import { needs, type AccessRule } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { operation, type Call, type Operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage, type Part, type Window } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import {
  createRoleGrant,
  deleteRoleGrant,
  getRoleGrant,
  listRoleGrants,
  updateRoleGrant,
  type RoleGrantInput,
} from './role-grants.service.ts';
import {
  addRoleHolder,
  changeRoleHolder,
  getRoleHolder,
  listRoleHolders,
  listRolesOf,
  removeRoleHolder,
  takeRoleFrom,
} from './role-holders.service.ts';
import { createRole, deleteRole, getRole, listRoles, updateRole, type RoleAt } from './roles.service.ts';

const GRANTS = {
  organisation: 'organisation-permissions',
  project: 'projects-permissions',
  environment: 'environments-permissions',
} as const;

/** Where holders stand in paths. compat: keys are named by their prefix, and lose a role at an address of their own. */
const HOLDERS = {
  user: { path: 'users', name: 'user_pk', word: 'member', end: '' },
  group: { path: 'groups', name: 'group_pk', word: 'group', end: '' },
  master_api_key: {
    path: 'master-api-keys',
    name: 'prefix',
    word: 'master key',
    end: 'detach-roles-from-master-api-key/',
  },
} as const;

const ORGANISATION = '/api/v1/organisations/{org}/';
const asAdmin = needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN');

/** Roles, or what belongs to a role: listed, made, read, changed and ended beneath one path. */
type RolePart<Query extends z.ZodMiniType, New extends z.ZodMiniType, Update extends z.ZodMiniType> = {
  /** Beneath a role's own; empty for roles themselves, which have no other role in their path. */
  path: string;
  listAccess?: AccessRule;
  /** In the summaries, with its article. */
  one: string;
  many: string;
  query?: Query;
  input: New;
  update: Update;
  output: z.ZodMiniType;
  list: (context: Context, at: RoleAt, window: Window, query: z.output<Query>) => Promise<Part<object>>;
  create: (context: Context, at: RoleAt, body: z.output<New>) => Promise<object>;
  get: (context: Context, at: RoleAt, id: number) => Promise<object>;
  change: (context: Context, at: RoleAt, id: number, body: z.output<Update>) => Promise<object>;
  remove: (context: Context, at: RoleAt, id: number) => Promise<void>;
};

function partOperations<Query extends z.ZodMiniType, New extends z.ZodMiniType, Update extends z.ZodMiniType>(
  part: RolePart<Query, New, Update>,
): Operation[] {
  const roles = `${ORGANISATION}roles/`;
  const path = part.path === '' ? roles : `${roles}{role_pk}/${part.path}/`;
  const shared = { access: asAdmin } as const;
  type Named = { scope: { organisationId: number }; id: (name: string) => number };
  const at = ({ scope, id }: Named): RoleAt => ({
    organisationId: scope.organisationId,
    roleId: part.path === '' ? 0 : id('role_pk'),
  });
  return [
    operation({
      method: 'GET',
      access: part.listAccess ?? asAdmin,
      path,
      summary: `Lists ${part.many}`,
      ...(part.query === undefined ? {} : { query: part.query as z.ZodMiniType }),
      replies: { 200: pageOf(part.output) },
      handle: async (call) => {
        const window = readWindow(call, LARGE_PAGES);
        const query = call.query as z.output<Query>;
        return ok(toPage(call, LARGE_PAGES, await part.list(call.context, at(call), window, query)));
      },
    }),
    operation({
      ...shared,
      method: 'POST',
      path,
      summary: `Creates ${part.one}`,
      body: part.input as z.ZodMiniType,
      replies: { 201: part.output },
      handle: async (call) => created(await part.create(call.context, at(call), call.body as z.output<New>)),
    }),
    operation({
      ...shared,
      method: 'GET',
      path: `${path}{id}/`,
      summary: `Shows ${part.one}`,
      replies: { 200: part.output },
      handle: async (call) => ok(await part.get(call.context, at(call), call.id('id'))),
    }),
    operation({
      ...shared,
      method: ['PUT', 'PATCH'],
      path: `${path}{id}/`,
      summary: `Changes ${part.one}`,
      body: part.update as z.ZodMiniType,
      replies: { 200: part.output },
      handle: async (call) =>
        ok(await part.change(call.context, at(call), call.id('id'), call.body as z.output<Update>)),
    }),
    operation({
      ...shared,
      method: 'DELETE',
      path: `${path}{id}/`,
      summary: `Deletes ${part.one}`,
      replies: { 204: null },
      handle: async (call) => {
        await part.remove(call.context, at(call), call.id('id'));
        return noContent();
      },
    }),
  ];
}

const grantOperations = (Object.keys(GRANTS) as RoleGrantLevel[]).flatMap((level) => {
  const placeOf = (input: unknown) =>
    level === 'organisation' ? undefined : (input as { project?: number; environment?: number })[level];
  const toInput = (body: unknown): RoleGrantInput => ({ ...(body as RoleGrantInput), placeId: placeOf(body) });
  return partOperations({
    path: GRANTS[level],
    one: `permissions of a role: ${level}`,
    many: `the permissions of a role: ${level}`,
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

const holderOperations = (Object.keys(HOLDERS) as RoleHolderKind[]).flatMap((kind) => {
  const { path, name, word, end } = HOLDERS[kind];
  const keyOf = (body: unknown) => (body as Record<RoleHolderKind, number | string>)[kind];
  const holderOf = (call: Pick<Call<unknown, unknown>, 'id' | 'path'>) =>
    kind === 'master_api_key' ? call.path(name) : call.id(name);
  const held = `${ORGANISATION}${path}/{${name}}/roles/`;
  return [
    ...partOperations({
      path,
      one: `an assignment of a role to a ${word}`,
      many: `the assignments of a role to ${word}s`,
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

export const rolesOperations: readonly Operation[] = [
  ...partOperations({
    path: '',
    // A tool of Flagsmith's MCP server.
    listAccess: { ...asAdmin, applications: 'any' },
    one: 'a role',
    many: 'the roles of an organisation',
    input: NewRole,
    update: RoleUpdate,
    output: Role,
    list: async (context, { organisationId }, window) => listRoles(context, organisationId, window),
    create: async (context, { organisationId }, body) => createRole(context, organisationId, body),
    get: async (context, at, roleId) => getRole(context, { ...at, roleId }),
    change: async (context, at, roleId, body) => updateRole(context, { ...at, roleId }, body),
    remove: async (context, at, roleId) => deleteRole(context, { ...at, roleId }),
  }),
  ...grantOperations,
  ...holderOperations,
];
