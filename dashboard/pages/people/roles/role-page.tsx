import type { Role } from '../../../../worker/contract/roles.ts';
import type { DashOrganisation, OrganisationPageProps } from '../../../api/bootstrap.ts';
import { PageHeading } from '../../../ui/heading.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Link, place } from '../../../ui/router.tsx';
import { ErrorState, Skeleton } from '../../../ui/states.tsx';
import { useEnvironments } from '../access/access.api.ts';
import { Places } from '../access/places.tsx';
import { RoleHolders } from './role-holders.tsx';
import { RoleGrants } from './role-grants.tsx';
import { RoleSettings } from './role-settings.tsx';
import { useRole, type RolePlace } from './roles.api.ts';
import { ForAdministrators } from './roles-page.tsx';

export function RolePage({ params, organisation }: OrganisationPageProps) {
  const id = Number(params['rid']);
  return (
    <ForAdministrators organisation={organisation} title="Role">
      <One organisation={organisation} id={id} key={id} />
    </ForAdministrators>
  );
}

function One({ organisation, id }: { organisation: DashOrganisation; id: number }) {
  const view = useRole(organisation.id, id);
  return (
    <>
      <PageHeading
        title={view.kind === 'loaded' ? view.data.name : 'Role'}
        lead={<Link to={`/organisation/${organisation.id}/roles`}>All roles</Link>}
      />
      {view.kind === 'loading' && <Skeleton label="Loading the role" rows={6} />}
      {view.kind === 'failed' && (
        <ErrorState title="The role could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && (
        <>
          <RoleHolders organisation={organisation} role={view.data} />
          <Permissions organisation={organisation} role={view.data} />
          <RoleSettings organisationId={organisation.id} role={view.data} />
        </>
      )}
    </>
  );
}

function Permissions({ organisation, role }: { organisation: DashOrganisation; role: Role }) {
  const { query } = place.value;
  const [project, environment] = [query.get('project'), query.get('environment')];
  const environments = useEnvironments(environment === null ? null : project);
  const environmentId =
    environments.kind === 'loaded'
      ? environments.data.results.find(({ api_key: key }) => key === environment)?.id
      : undefined;
  const where: RolePlace | null =
    project === null
      ? { level: 'organisation', id: organisation.id }
      : environment === null
        ? { level: 'project', id: Number(project) }
        : environmentId === undefined
          ? null
          : { level: 'environment', id: environmentId };
  return (
    <Panel
      title="Permissions"
      lead="In the organisation itself, or in a project or an environment."
      actions={<Places organisationId={organisation.id} project={project} environment={environment} />}
    >
      <RoleGrants
        organisationId={organisation.id}
        roleId={role.id}
        project={project}
        where={where}
        isMissing={where === null && environments.kind === 'loaded'}
        key={`${where?.level} ${where?.id}`}
      />
    </Panel>
  );
}
