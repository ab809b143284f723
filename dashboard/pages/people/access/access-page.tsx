import type { DashOrganisation, OrganisationPageProps } from '../../../api/bootstrap.ts';
import { hasPermissions } from '../../../api/plans.ts';
import { nameOfPerson } from '../../../api/person-name.ts';
import { PageHeading } from '../../../ui/heading.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Link, place } from '../../../ui/router.tsx';
import { ErrorState, Notice, Skeleton } from '../../../ui/states.tsx';
import { NO_PLAN } from '../no-plan.ts';
import { useGroups, useMembers } from '../people.api.ts';
import type { Place, Principal } from './access.api.ts';
import { Grants } from './grants.tsx';
import { Places } from './places.tsx';

/** What somebody or a group may do with the organisation, a project or an environment, and why. */
export function AccessPage({ params, organisation }: OrganisationPageProps) {
  const who: Principal = { kind: params['kind'] === 'group' ? 'group' : 'user', id: Number(params['id']) };
  const reason =
    organisation.role === 'ADMIN' ? null : `Administrators of ${organisation.name} alone see and grant permissions.`;
  const refusal = hasPermissions(organisation) ? reason : NO_PLAN;
  if (refusal !== null) {
    return (
      <>
        <PageHeading title="Permissions" />
        <Notice>{refusal}</Notice>
      </>
    );
  }
  return who.kind === 'user' ? (
    <OfPerson organisation={organisation} who={who} key={`user-${who.id}`} />
  ) : (
    <OfGroup organisation={organisation} who={who} key={`group-${who.id}`} />
  );
}

type Props = { organisation: DashOrganisation; who: Principal };

function OfPerson({ organisation, who }: Props) {
  const view = useMembers(organisation.id);
  const person = view.kind === 'loaded' ? view.data.find(({ id }) => id === who.id) : undefined;
  const isAdmin = person?.role === 'ADMIN';
  return (
    <>
      <PageHeading
        title={person === undefined ? 'Permissions' : `What ${nameOfPerson(person)} may do`}
        lead={<Link to={`/organisation/${organisation.id}/members`}>All members</Link>}
      />
      {isAdmin && <Notice>Administrators of the organisation may do everything in it.</Notice>}
      {view.kind === 'loading' && <Skeleton label="Loading permissions" rows={6} />}
      {view.kind === 'failed' && (
        <ErrorState title="The member could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && person === undefined && (
        <ErrorState title="No such member" message="They may have left the organisation." />
      )}
      {person !== undefined && <Body organisation={organisation} who={who} isOrganisationAdmin={isAdmin} />}
    </>
  );
}

function OfGroup({ organisation, who }: Props) {
  const view = useGroups(organisation.id);
  const group = view.kind === 'loaded' ? view.data.find(({ id }) => id === who.id) : undefined;
  return (
    <>
      <PageHeading
        title={group === undefined ? 'Permissions' : `What the group ${group.name} may do`}
        lead={<Link to={`/organisation/${organisation.id}/groups/${who.id}`}>The group</Link>}
      />
      {view.kind === 'loading' && <Skeleton label="Loading permissions" rows={6} />}
      {view.kind === 'failed' && (
        <ErrorState title="The group could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && group === undefined && (
        <ErrorState title="No such group" message="It may have been deleted." />
      )}
      {group !== undefined && <Body organisation={organisation} who={who} isOrganisationAdmin={false} />}
    </>
  );
}

function Body({ organisation, who, isOrganisationAdmin }: Props & { isOrganisationAdmin: boolean }) {
  const { query } = place.value;
  const [project, environment] = [query.get('project'), query.get('environment')];
  const where: Place =
    project === null
      ? { level: 'organisation', id: String(organisation.id) }
      : environment === null
        ? { level: 'project', id: project }
        : { level: 'environment', id: environment };
  return (
    <Panel
      title="Permissions"
      lead="Of the organisation itself, or of a project or an environment."
      actions={<Places organisationId={organisation.id} project={project} environment={environment} />}
    >
      <Grants where={where} who={who} isOrganisationAdmin={isOrganisationAdmin} key={`${where.level} ${where.id}`} />
    </Panel>
  );
}
