import type { DetailedPermissions } from '../../../../worker/contract/permissions.ts';
import { Check } from '../../../ui/check.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { Setting } from '../../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../../ui/states.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { doAndTell } from '../do-and-tell.ts';
import {
  saveGrant,
  useCatalogue,
  useGrants,
  useReasons,
  type PermissionModel,
  type Place,
  type Principal,
} from './access.api.ts';
import { explain, explainAdmin, withPermission, type Grant } from './grant.ts';

type Props = { where: Place; who: Principal; isOrganisationAdmin: boolean };

/** Each permission that there is at a place: whether it is granted there, and from where else it comes. */
export function Grants({ where, who, isOrganisationAdmin }: Props) {
  const catalogue = useCatalogue(where.level);
  const grants = useGrants(where, who);
  const reasons = useReasons(where, who);
  const failed = [catalogue, grants, reasons].find((view) => view.kind === 'failed');
  if (failed?.kind === 'failed') {
    return (
      <ErrorState title="Permissions could not be loaded" message={failed.failure.message} onRetry={failed.retry} />
    );
  }
  const isReady = catalogue.kind === 'loaded' && grants.kind === 'loaded';
  if (!isReady || (who.kind === 'user' && reasons.kind !== 'loaded')) {
    return <Skeleton label="Loading permissions" rows={6} />;
  }
  const [{ permissions, admin } = { permissions: [], admin: false }] = grants.data;
  const grant: Grant = { permissions, ...(where.level === 'organisation' ? {} : { admin: admin === true }) };
  return (
    <List
      where={where}
      who={who}
      grant={grant}
      catalogue={catalogue.data}
      detail={reasons.kind === 'loaded' ? reasons.data : null}
      isOrganisationAdmin={isOrganisationAdmin}
    />
  );
}

type ListProps = Props & { grant: Grant; catalogue: readonly PermissionModel[]; detail: DetailedPermissions | null };

function List({ where, who, grant, catalogue, detail, isOrganisationAdmin }: ListProps) {
  const store = (next: Grant, text: string) =>
    void doAndTell(
      () => saveGrant(where, who, next),
      text,
      () => saveGrant(where, who, grant),
    );
  return (
    <>
      {where.level !== 'organisation' && (
        <Setting
          title="Administrator"
          hint={
            detail === null ? 'May do everything here.' : <Reasons list={explainAdmin(detail, isOrganisationAdmin)} />
          }
        >
          <Switch
            isOn={grant.admin === true}
            label={`Administrator of the ${where.level}`}
            onChange={(admin) =>
              store({ ...grant, admin }, admin ? 'Made an administrator' : 'No longer an administrator')
            }
            data-test="grant-admin"
          />
        </Setting>
      )}
      {catalogue.map(({ key, description }) => (
        <div class="setting" key={key}>
          <Check
            label={description.replace(/\.$/, '')}
            isOn={grant.permissions.includes(key)}
            onChange={(isOn) =>
              store(withPermission(grant, key, isOn), `${isOn ? 'Granted' : 'Took away'}: ${description}`)
            }
            data-test={`grant-${key}`}
          />
          {detail !== null && <Reasons list={explain(detail, key)} test={`why-${key}`} />}
        </div>
      ))}
    </>
  );
}

/** Why somebody has it. */
function Reasons({ list, test }: { list: readonly string[]; test?: string }) {
  if (list.length === 0) return <span class="quiet reasons">Not granted</span>;
  return (
    <span class="row reasons" data-test={test}>
      {list.map((text) => (
        <Chip key={text} tone="accent">
          {text}
        </Chip>
      ))}
    </span>
  );
}
