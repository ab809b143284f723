import { Check } from '../../../ui/check.tsx';
import { Setting } from '../../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../../ui/states.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { useCatalogue } from '../access/access.api.ts';
import { doAndTell } from '../do-and-tell.ts';
import { tagsOf, withTags, type RoleGrant } from './role-grant.ts';
import { saveRoleGrant, useRoleGrant, type RolePlace } from './roles.api.ts';
import { TagLimit } from './tag-limit.tsx';

type Props = { organisationId: number; roleId: number; project: string | null; where: RolePlace | null };

/** Each permission that there is at a place: whether the role grants it, and for which tags. */
export function RoleGrants({ organisationId, roleId, project, where, isMissing }: Props & { isMissing: boolean }) {
  const catalogue = useCatalogue(where?.level ?? 'environment');
  const view = useRoleGrant(organisationId, roleId, where);
  const failed = [catalogue, view].find(({ kind }) => kind === 'failed');
  if (failed?.kind === 'failed') {
    return (
      <ErrorState title="Permissions could not be loaded" message={failed.failure.message} onRetry={failed.retry} />
    );
  }
  if (isMissing) return <ErrorState title="No such environment" message="It may have been deleted." />;
  if (where === null || catalogue.kind !== 'loaded' || view.kind !== 'loaded') {
    return <Skeleton label="Loading permissions" rows={6} />;
  }
  const grant = view.data;
  const store = (next: RoleGrant, text: string) =>
    void doAndTell(
      () => saveRoleGrant(organisationId, roleId, where, next),
      text,
      () => saveRoleGrant(organisationId, roleId, where, grant),
    );
  return (
    <>
      {where.level !== 'organisation' && (
        <Setting title="Administrator" hint="May do everything here.">
          <Switch
            isOn={grant.admin}
            label={`Administrator of the ${where.level}`}
            onChange={(admin) =>
              store({ ...grant, admin }, admin ? 'Made an administrator' : 'No longer an administrator')
            }
            data-test="role-admin"
          />
        </Setting>
      )}
      {catalogue.data.map(({ key, description, supports_tag: supportsTag }) => {
        const tags = tagsOf(grant, key);
        return (
          <div class="setting" key={key}>
            <Check
              label={description.replace(/\.$/, '')}
              isOn={tags !== null}
              onChange={(isOn) =>
                store(withTags(grant, key, isOn ? [] : null), `${isOn ? 'Granted' : 'Took away'}: ${description}`)
              }
              data-test={`role-grants-${key}`}
            />
            {supportsTag && tags !== null && project !== null && (
              <TagLimit
                project={project}
                of={description.replace(/\.$/, '')}
                chosen={tags}
                onChange={(next) => store(withTags(grant, key, next), limited(next, description))}
                data-test={`role-tags-${key}`}
              />
            )}
          </div>
        );
      })}
    </>
  );
}

function limited(tags: readonly number[], description: string): string {
  return `${tags.length === 0 ? 'For everything' : 'Only with these tags'}: ${description}`;
}
