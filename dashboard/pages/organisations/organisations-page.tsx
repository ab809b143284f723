import type { AccountPageProps } from '../../api/bootstrap.ts';
import { Button } from '../../ui/button.tsx';
import { whyNoNewOrganisation } from './new-organisation.ts';
import { Chip } from '../../ui/chip.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { Link, navigate } from '../../ui/router.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table.tsx';

export function OrganisationsPage({ boot }: AccountPageProps) {
  const create =
    whyNoNewOrganisation(boot) === null ? (
      <Button kind="primary" icon="plus" onClick={() => navigate('/create')}>
        Create organisation
      </Button>
    ) : undefined;
  return (
    <>
      <PageHeading title="Organisations" actions={boot.organisations.length > 0 ? create : undefined} />
      {boot.organisations.length === 0 ? (
        <EmptyState icon="building" title="You belong to no organisation yet" action={create}>
          An organisation holds projects and the people who work on them. Create one, or ask somebody to invite you.
        </EmptyState>
      ) : (
        <DataTable
          label="Organisations"
          rows={boot.organisations}
          keyOf={({ id }) => id}
          columns={[
            {
              id: 'name',
              title: 'Name',
              cell: ({ id, name }) => (
                <Link to={`/organisation/${id}/projects`} class="row-link">
                  {name}
                </Link>
              ),
            },
            {
              id: 'role',
              title: 'Your role',
              cell: ({ role }) => <Chip>{role === 'ADMIN' ? 'Administrator' : 'Member'}</Chip>,
            },
          ]}
        />
      )}
    </>
  );
}
