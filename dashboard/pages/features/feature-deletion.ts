import type { Feature } from '../../../worker/contract/features.ts';
import type { DashProject } from '../../api/bootstrap.ts';
import { may, whyNot } from '../../api/permissions.ts';

type Place = Pick<DashProject, 'name' | 'tags' | 'permissions'>;

/** Null if the feature may be deleted: not without the permission, and not while a tag that protects it is on it. */
export function whyNotDelete(project: Place, feature: Pick<Feature, 'tags'>): string | null {
  const { permissions } = project;
  if (!may(permissions, 'DELETE_FEATURE', feature.tags)) return whyNot(permissions, 'DELETE_FEATURE', project.name);
  const protecting = project.tags.find(({ id, is_permanent: isPermanent }) => isPermanent && feature.tags.includes(id));
  return protecting === undefined ? null : `The tag ${protecting.label} protects it. Take the tag away first.`;
}
