import type { Group } from '../../../worker/contract/groups.ts';
import type { InviteLink, InviteWithAuthor } from '../../../worker/contract/invites.ts';
import type { Member } from '../../../worker/contract/members.ts';
import type { OwnPermissions } from '../../../worker/contract/permissions.ts';
import { BOOTSTRAP_PREFIX } from '../../api/bootstrap.ts';
import { invalidate, patch, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';

export type Role = Member['role'];
type Page<Item> = { count: number; results: Item[] };

const MOST = 'page_size=1000';
const base = (organisationId: number) => `/api/v1/organisations/${organisationId}/`;
const membersPath = (id: number) => `${base(id)}users/`;
const groupsPath = (id: number) => `${base(id)}groups/`;
const invitesPath = (id: number) => `${base(id)}invites/`;
const linksPath = (id: number) => `${base(id)}invite-links/`;

export const useMembers = (id: number): View<Member[]> => useResource(membersPath(id));
export const useInviteLinks = (id: number): View<InviteLink[]> => useResource(linksPath(id));
export const useInvites = (id: number): View<InviteWithAuthor[]> => usePage(`${invitesPath(id)}?${MOST}`);
export const useGroups = (id: number): View<Group[]> => usePage(`${groupsPath(id)}?${MOST}`);
export const useGroup = (id: number, groupId: number): View<Group> => useResource(`${groupsPath(id)}${groupId}/`);
export const useOwnPermissions = (id: number): View<OwnPermissions> => useResource(`${base(id)}my-permissions/`);

function usePage<Item>(path: string): View<Item[]> {
  const view = useResource<Page<Item>>(path);
  return view.kind === 'loaded' ? { ...view, data: view.data.results } : view;
}

/** Shown at once; as before if it fails. */
export async function changeRole(organisationId: number, userId: number, role: Role): Promise<void> {
  const path = membersPath(organisationId);
  const takeBack = patch<Member[]>(path, (members) =>
    members.map((member) => (member.id === userId ? { ...member, role } : member)),
  );
  try {
    await request('POST', `${path}${userId}/update-role/`, { role });
  } catch (error) {
    takeBack();
    throw error;
  }
  invalidate(BOOTSTRAP_PREFIX);
}

export async function removeMember(organisationId: number, userId: number): Promise<void> {
  await request('POST', `${base(organisationId)}remove-users/`, [{ id: userId }]);
  invalidate(base(organisationId));
}

export async function invite(
  organisationId: number,
  { emails, role, groups }: { emails: readonly string[]; role: Role; groups: readonly number[] },
): Promise<void> {
  const invites = emails.map((email) => ({ email, role, permission_groups: groups }));
  await request('POST', `${base(organisationId)}invite/`, { invites });
  invalidate(invitesPath(organisationId));
}

export async function resendInvite(organisationId: number, id: number): Promise<void> {
  await request('POST', `${invitesPath(organisationId)}${id}/resend/`);
  invalidate(invitesPath(organisationId));
}

export async function withdrawInvite(organisationId: number, id: number): Promise<void> {
  await request('DELETE', `${invitesPath(organisationId)}${id}/`);
  invalidate(invitesPath(organisationId));
}

export async function createLink(organisationId: number, role: Role): Promise<void> {
  await request('POST', linksPath(organisationId), { role });
  invalidate(linksPath(organisationId));
}

export async function deleteLink(organisationId: number, id: number): Promise<void> {
  await request('DELETE', `${linksPath(organisationId)}${id}/`);
  invalidate(linksPath(organisationId));
}

export type GroupDraft = { name?: string; is_default?: boolean; external_id?: string | null };

export async function createGroup(organisationId: number, draft: GroupDraft): Promise<Group> {
  const group = await request<Group>('POST', groupsPath(organisationId), draft);
  invalidate(groupsPath(organisationId));
  return group;
}

export async function changeGroup(organisationId: number, id: number, draft: GroupDraft): Promise<void> {
  await request('PATCH', `${groupsPath(organisationId)}${id}/`, draft);
  invalidate(groupsPath(organisationId));
}

export async function deleteGroup(organisationId: number, id: number): Promise<void> {
  await request('DELETE', `${groupsPath(organisationId)}${id}/`);
  invalidate(groupsPath(organisationId));
}

export async function changeMembership(
  organisationId: number,
  groupId: number,
  userId: number,
  action: 'add' | 'remove',
): Promise<void> {
  await request('POST', `${groupsPath(organisationId)}${groupId}/${action}-users/`, { user_ids: [userId] });
  invalidate(groupsPath(organisationId));
}

export async function switchGroupAdmin(
  organisationId: number,
  groupId: number,
  userId: number,
  isAdmin: boolean,
): Promise<void> {
  const action = isAdmin ? 'make-admin' : 'remove-admin';
  await request('POST', `${groupsPath(organisationId)}${groupId}/users/${userId}/${action}`);
  invalidate(groupsPath(organisationId));
}
