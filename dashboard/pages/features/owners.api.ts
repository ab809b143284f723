import type { GroupSummary } from '../../../worker/contract/groups.ts';
import type { Member } from '../../../worker/contract/members.ts';
import { useResource, type View } from '../../api/cache.ts';

/** Null: nobody is asked for. */
export const useMembers = (organisationId: number | null): View<Member[]> =>
  useResource(organisationId === null ? null : `/api/v1/organisations/${organisationId}/users/`);

export const useGroups = (organisationId: number | null): View<GroupSummary[]> =>
  useResource(organisationId === null ? null : `/api/v1/organisations/${organisationId}/groups/summaries/`);
