import { useState } from 'preact/hooks';
import type { Group } from '../../../../worker/contract/groups.ts';
import type { DashOrganisation, OrganisationPageProps } from '../../../api/bootstrap.ts';
import { whyNot } from '../../../api/permissions.ts';
import { hasPermissions } from '../../../api/plans.ts';
import { Button } from '../../../ui/button.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { PageHeading } from '../../../ui/heading.tsx';
import { Rows } from '../../../ui/panel.tsx';
import { Link } from '../../../ui/router.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../../ui/states.tsx';
import { DataTable } from '../../../ui/table.tsx';
import { NO_PLAN } from '../no-plan.ts';
import { useGroups, useOwnPermissions } from '../people.api.ts';
import { CreateGroup } from './create-group.tsx';

export function GroupsPage({ organisation }: OrganisationPageProps) {
  if (hasPermissions(organisation)) return <Groups organisation={organisation} key={organisation.id} />;
  return (
    <>
      <PageHeading title="Groups" />
      <Notice>{NO_PLAN}</Notice>
    </>
  );
}

function Groups({ organisation }: { organisation: DashOrganisation }) {
  const view = useGroups(organisation.id);
  const own = useOwnPermissions(organisation.id);
  const [isCreating, setCreating] = useState(false);
  const reason =
    own.kind === 'loaded'
      ? whyNot(own.data, 'MANAGE_USER_GROUPS', organisation.name)
      : 'It could not be found out what you may do.';
  const create = (
    <Button
      icon="plus"
      kind="primary"
      disabledReason={reason}
      onClick={() => setCreating(true)}
      data-test="create-group"
    >
      Create group
    </Button>
  );
  const groups = view.kind === 'loaded' && own.kind !== 'loading' ? view.data : null;
  const isEmpty = groups?.length === 0;
  return (
    <>
      <PageHeading
        title="Groups"
        lead="What is granted to a group is granted to all in it."
        actions={isEmpty || groups === null ? undefined : create}
      />
      {groups === null && view.kind !== 'failed' && <Skeleton label="Loading groups" rows={3} />}
      {view.kind === 'failed' && (
        <ErrorState title="Groups could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {isEmpty && (
        <EmptyState icon="users" title={reason === null ? 'No group yet' : 'No group of yours'} action={create}>
          {reason === null
            ? 'A team, for instance: grant permissions once, and whoever joins it has them.'
            : 'You see the groups that you administer.'}
        </EmptyState>
      )}
      {groups !== null && !isEmpty && <GroupTable organisation={organisation} groups={groups} />}
      {isCreating && <CreateGroup organisationId={organisation.id} onClose={() => setCreating(false)} />}
    </>
  );
}

type Props = { organisation: DashOrganisation; groups: readonly Group[] };

function GroupTable({ organisation, groups }: Props) {
  return (
    <Rows>
      <DataTable
        label="Groups"
        rows={groups}
        keyOf={({ id }) => id}
        rowTest={(index) => `group-${index}`}
        columns={[
          {
            id: 'name',
            title: 'Name',
            cell: ({ id, name }) => <Link to={`/organisation/${organisation.id}/groups/${id}`}>{name}</Link>,
          },
          {
            id: 'members',
            title: 'Members',
            cell: ({ users }) => `${users.length} ${users.length === 1 ? 'member' : 'members'}`,
          },
          {
            id: 'default',
            title: 'New members',
            cell: ({ is_default: isDefault }) => isDefault && <Chip>Everybody who joins</Chip>,
          },
          {
            id: 'access',
            title: 'Permissions',
            isTitleHidden: true,
            cell: ({ id, name }) =>
              organisation.role === 'ADMIN' && (
                <Link to={`/organisation/${organisation.id}/access/group/${id}`} aria-label={`Permissions of ${name}`}>
                  Permissions
                </Link>
              ),
          },
        ]}
      />
    </Rows>
  );
}
