import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Role } from '../../../../worker/contract/roles.ts';
import type { DashOrganisation, OrganisationPageProps } from '../../../api/bootstrap.ts';
import { hasPermissions } from '../../../api/plans.ts';
import { Button } from '../../../ui/button.tsx';
import { PageHeading } from '../../../ui/heading.tsx';
import { Rows } from '../../../ui/panel.tsx';
import { Link } from '../../../ui/router.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../../ui/states.tsx';
import { DataTable } from '../../../ui/table.tsx';
import { NO_PLAN } from '../no-plan.ts';
import { CreateRole } from './create-role.tsx';
import { useRoles } from './roles.api.ts';

export function RolesPage({ organisation }: OrganisationPageProps) {
  return (
    <ForAdministrators organisation={organisation} title="Roles">
      <Roles organisation={organisation} key={organisation.id} />
    </ForAdministrators>
  );
}

type GuardProps = { organisation: DashOrganisation; title: string; children: ComponentChildren };

/** The page, or why there is none. */
export function ForAdministrators({ organisation, title, children }: GuardProps) {
  const reason = organisation.role === 'ADMIN' ? null : `Administrators of ${organisation.name} alone see roles.`;
  const refusal = hasPermissions(organisation) ? reason : NO_PLAN;
  if (refusal === null) return <>{children}</>;
  return (
    <>
      <PageHeading title={title} />
      <Notice>{refusal}</Notice>
    </>
  );
}

function Roles({ organisation }: { organisation: DashOrganisation }) {
  const view = useRoles(organisation.id);
  const [isCreating, setCreating] = useState(false);
  const create = (
    <Button icon="plus" kind="primary" onClick={() => setCreating(true)} data-test="create-role">
      Create role
    </Button>
  );
  const isEmpty = view.kind === 'loaded' && view.data.length === 0;
  return (
    <>
      <PageHeading
        title="Roles"
        lead="Permissions under one name, for members, groups and API keys."
        actions={isEmpty || view.kind !== 'loaded' ? undefined : create}
      />
      {view.kind === 'loading' && <Skeleton label="Loading roles" rows={3} />}
      {view.kind === 'failed' && (
        <ErrorState title="Roles could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {isEmpty && (
        <EmptyState icon="shield" title="No role yet" action={create}>
          A job, for instance: what releasing takes, in every project where it is done.
        </EmptyState>
      )}
      {view.kind === 'loaded' && !isEmpty && <RoleTable organisationId={organisation.id} roles={view.data} />}
      {isCreating && <CreateRole organisationId={organisation.id} onClose={() => setCreating(false)} />}
    </>
  );
}

function RoleTable({ organisationId, roles }: { organisationId: number; roles: readonly Role[] }) {
  return (
    <Rows>
      <DataTable
        label="Roles"
        rows={roles}
        keyOf={({ id }) => id}
        rowTest={(index) => `role-${index}`}
        columns={[
          {
            id: 'name',
            title: 'Name',
            cell: ({ id, name }) => <Link to={`/organisation/${organisationId}/roles/${id}`}>{name}</Link>,
          },
          {
            id: 'description',
            title: 'Description',
            cell: ({ description }) => <span class="quiet anywhere">{description}</span>,
          },
        ]}
      />
    </Rows>
  );
}
