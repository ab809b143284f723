import { useState } from 'preact/hooks';
import type { Group } from '../../../../worker/contract/groups.ts';
import type { DashOrganisation, OrganisationPageProps } from '../../../api/bootstrap.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmByName } from '../../../ui/dialog.tsx';
import { PageHeading } from '../../../ui/heading.tsx';
import { Panel, Setting } from '../../../ui/panel.tsx';
import { Link, navigate } from '../../../ui/router.tsx';
import { ErrorState, Skeleton } from '../../../ui/states.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { doAndTell } from '../do-and-tell.ts';
import { changeGroup, deleteGroup, useGroup } from '../people.api.ts';
import { GroupMembers } from './group-members.tsx';
import { GroupName } from './group-name.tsx';

export function GroupPage({ params, organisation }: OrganisationPageProps) {
  const view = useGroup(organisation.id, Number(params['gid']));
  return (
    <>
      <PageHeading
        title={view.kind === 'loaded' ? view.data.name : 'Group'}
        lead={<Link to={`/organisation/${organisation.id}/groups`}>All groups</Link>}
      />
      {view.kind === 'loading' && <Skeleton label="Loading the group" rows={4} />}
      {view.kind === 'failed' && (
        <ErrorState title="The group could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && <Loaded organisation={organisation} group={view.data} key={view.data.id} />}
    </>
  );
}

type Props = { organisation: DashOrganisation; group: Group };

function Loaded({ organisation, group }: Props) {
  const store = (isDefault: boolean) => changeGroup(organisation.id, group.id, { is_default: isDefault });
  return (
    <>
      <GroupMembers organisation={organisation} group={group} />
      {organisation.role === 'ADMIN' && (
        <Panel
          title="Permissions"
          lead="What the group may do, and with it everybody in it."
          actions={
            <Button onClick={() => navigate(`/organisation/${organisation.id}/access/group/${group.id}`)}>
              Show permissions
            </Button>
          }
        />
      )}
      <Panel title="Settings">
        <GroupName organisationId={organisation.id} group={group} />
        <Setting title="New members" hint="Everybody who joins the organisation from now on is in this group.">
          <Switch
            isOn={group.is_default}
            label="New members join this group"
            onChange={(next) =>
              void doAndTell(
                () => store(next),
                next ? 'New members join this group' : 'New members do not join this group',
                () => store(!next),
              )
            }
            data-test="group-default"
          />
        </Setting>
        <Delete organisation={organisation} group={group} />
      </Panel>
    </>
  );
}

function Delete({ organisation, group }: Props) {
  const [isAsking, setAsking] = useState(false);
  const act = async () => {
    setAsking(false);
    const isDone = await doAndTell(() => deleteGroup(organisation.id, group.id), `Deleted ${group.name}`);
    if (isDone) navigate(`/organisation/${organisation.id}/groups`, { replace: true });
  };
  return (
    <Setting title="Delete the group" hint="Its members stay in the organisation.">
      <Button kind="danger" onClick={() => setAsking(true)} data-test="delete-group">
        Delete group
      </Button>
      {isAsking && (
        <ConfirmByName
          title={`Delete ${group.name}`}
          name={group.name}
          action="Delete group"
          onConfirm={() => void act()}
          onClose={() => setAsking(false)}
        >
          <p>Its members lose what they have by it alone. It cannot be undone.</p>
        </ConfirmByName>
      )}
    </Setting>
  );
}
