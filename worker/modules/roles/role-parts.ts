import type * as z from 'zod/mini';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { operation, type Operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage, type Part, type Window } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import type { RoleAt } from './roles.service.ts';

export const ORGANISATION = '/api/v1/organisations/{org}/';
export const asAdmin = needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN');

/** What belongs to a role and is listed, made, read, changed and ended beneath its path. */
type RolePart<Query extends z.ZodMiniType, New extends z.ZodMiniType, Update extends z.ZodMiniType> = {
  path: string;
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

export function partOperations<Query extends z.ZodMiniType, New extends z.ZodMiniType, Update extends z.ZodMiniType>(
  part: RolePart<Query, New, Update>,
): Operation[] {
  const path = `${ORGANISATION}roles/{role_pk}/${part.path}/`;
  const shared = { access: asAdmin } as const;
  type Named = { scope: { organisationId: number }; id: (name: string) => number };
  const at = ({ scope, id }: Named): RoleAt => ({ organisationId: scope.organisationId, roleId: id('role_pk') });
  return [
    operation({
      ...shared,
      method: 'GET',
      path,
      summary: `Lists ${part.many} of a role`,
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
      summary: `Gives a role ${part.one}`,
      body: part.input as z.ZodMiniType,
      replies: { 201: part.output },
      handle: async (call) => created(await part.create(call.context, at(call), call.body as z.output<New>)),
    }),
    operation({
      ...shared,
      method: 'GET',
      path: `${path}{id}/`,
      summary: `Shows ${part.one} of a role`,
      replies: { 200: part.output },
      handle: async (call) => ok(await part.get(call.context, at(call), call.id('id'))),
    }),
    operation({
      ...shared,
      method: ['PUT', 'PATCH'],
      path: `${path}{id}/`,
      summary: `Changes ${part.one} of a role`,
      body: part.update as z.ZodMiniType,
      replies: { 200: part.output },
      handle: async (call) =>
        ok(await part.change(call.context, at(call), call.id('id'), call.body as z.output<Update>)),
    }),
    operation({
      ...shared,
      method: 'DELETE',
      path: `${path}{id}/`,
      summary: `Takes ${part.one} from a role`,
      replies: { 204: null },
      handle: async (call) => {
        await part.remove(call.context, at(call), call.id('id'));
        return noContent();
      },
    }),
  ];
}
