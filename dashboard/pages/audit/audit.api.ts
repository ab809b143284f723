import type { AuditLog, AuditLogDetail } from '../../../worker/contract/audit-logs.ts';
import type { Member } from '../../../worker/contract/members.ts';
import { useResource, type View } from '../../api/cache.ts';
import { toRequest, type AuditFilter } from './audit-filter.ts';

export const PAGE_SIZE = 50;

/** Whose log it is: `/api/v1/organisations/1/` or `/api/v1/projects/1/`. */
export function useAuditLog(base: string, filter: AuditFilter): View<{ count: number; results: AuditLog[] }> {
  return useResource(`${base}audit/?${toRequest(filter, PAGE_SIZE)}`);
}

export function useEntry(base: string, id: number): View<AuditLogDetail> {
  return useResource(`${base}audit/${id}/`);
}

export function useMembers(organisationId: number): View<Member[]> {
  return useResource(`/api/v1/organisations/${organisationId}/users/`);
}
