import { AuditLog, AuditLogDetail, AuditLogQuery } from '../../contract/audit-logs.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs, SIGNED_IN_ADMINISTRATION } from '../../core/access.ts';
import { operation, type Call } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { ok } from '../../http/reply.ts';
import type { AuditFilter, AuditOwner } from './audit-logs.queries.ts';
import { getLog, listLogs, ownLogs } from './audit-logs.service.ts';

type AnyCall = Call<unknown, unknown>;

const ofOrganisation = async ({ scope }: AnyCall): Promise<AuditOwner> => ({
  organisationIds: [scope.organisationId],
  projectId: null,
});
const ofProject = async ({ scope }: AnyCall): Promise<AuditOwner> => ({
  organisationIds: [scope.organisationId],
  projectId: scope.projectId,
});
const ofCaller = ({ context }: AnyCall): Promise<AuditOwner> => ownLogs(context);

const places = [
  {
    path: '/api/v1/organisations/{org}/audit/',
    access: needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN'),
    ownerOf: ofOrganisation,
    of: 'an organisation',
  },
  {
    path: '/api/v1/projects/{project}/audit/',
    access: needs('project', { path: 'project' }, 'VIEW_AUDIT_LOG'),
    ownerOf: ofProject,
    of: 'a project',
  },
  {
    path: '/api/v1/audit/',
    access: SIGNED_IN_ADMINISTRATION,
    ownerOf: ofCaller,
    of: 'every organisation that the caller administers',
  },
];

export const auditOperations = places.flatMap(({ path, access, ownerOf, of }) => [
  operation({
    method: 'GET',
    path,
    access,
    summary: `Lists the audit log of ${of}, newest first`,
    query: AuditLogQuery,
    replies: { 200: pageOf(AuditLog) },
    handle: async (call) => {
      const window = readWindow(call, LARGE_PAGES);
      const part = await listLogs(call.context, await ownerOf(call), toFilter(call.url.searchParams), window);
      return ok(toPage(call, LARGE_PAGES, part));
    },
  }),
  operation({
    method: 'GET',
    path: `${path}{id}/`,
    access,
    summary: `Shows one row of the audit log of ${of}, with what changed`,
    replies: { 200: AuditLogDetail },
    handle: async (call) => ok(await getLog(call.context, await ownerOf(call), call.id('id'))),
  }),
]);

/** compat: filters that make no sense are passed over. */
function toFilter(query: URLSearchParams): AuditFilter {
  const idOf = (text: string) => (/^\d{1,9}$/.test(text) ? [Number(text)] : []);
  const [project] = idOf(query.get('project') ?? '');
  const [author] = idOf(query.get('author') ?? '');
  const system = query.get('is_system_event')?.toLowerCase();
  return {
    project,
    environments: query
      .getAll('environments')
      .flatMap((value) => value.split(','))
      .flatMap(idOf),
    search: query.get('search') ?? undefined,
    author,
    since: toMoment(query.get('since')),
    until: toMoment(query.get('until')),
    isSystemEvent: system === 'true' ? true : system === 'false' ? false : undefined,
  };
}

function toMoment(text: string | null): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}
