import type { Tag } from '../../../../../worker/contract/tags.ts';
import { BOOTSTRAP_PREFIX } from '../../../../api/bootstrap.ts';
import { invalidate } from '../../../../api/cache.ts';
import { request } from '../../../../api/client.ts';

export type OwnerKind = 'users' | 'groups';

/** Makes one an owner of the feature, or no longer. */
export async function changeOwner(
  place: { projectId: number; featureId: number },
  verb: 'add' | 'remove',
  kind: OwnerKind,
  id: number,
): Promise<void> {
  const path = `/api/v1/projects/${place.projectId}/features/${place.featureId}/`;
  if (kind === 'users') await request('POST', `${path}${verb}-owners/`, { user_ids: [id] });
  else await request('POST', `${path}${verb}-group-owners/`, { group_ids: [id] });
}

export async function createTag(projectId: number, tag: { label: string; color: string }): Promise<Tag> {
  const created = await request<Tag>('POST', `/api/v1/projects/${projectId}/tags/`, tag);
  invalidate(BOOTSTRAP_PREFIX);
  return created;
}
