import type { EnvironmentPageProps, OrganisationPageProps, ProjectPageProps } from '../../api/bootstrap.ts';
import { titleOf } from '../../api/integration-catalogue.ts';
import { DeliveriesPage } from './deliveries-page.tsx';

type Place = { api: string; home: string; name: string; isAdmin: boolean };

export function OrganisationIntegrationDeliveries({ params, organisation }: OrganisationPageProps) {
  const place = {
    api: `/api/v1/organisations/${organisation.id}/`,
    home: `/organisation/${organisation.id}/`,
    name: organisation.name,
    isAdmin: organisation.role === 'ADMIN',
  };
  return <IntegrationDeliveries place={place} params={params} />;
}

export function ProjectIntegrationDeliveries({ params, project }: ProjectPageProps) {
  const { name, permissions } = project;
  const place = {
    api: `/api/v1/projects/${project.id}/`,
    home: `/project/${project.id}/`,
    name,
    isAdmin: permissions.admin,
  };
  return <IntegrationDeliveries place={place} params={params} />;
}

export function EnvironmentIntegrationDeliveries({ params, project, environment }: EnvironmentPageProps) {
  const key = encodeURIComponent(environment.api_key);
  const place = {
    api: `/api/v1/environments/${key}/`,
    home: `/project/${project.id}/environment/${key}/`,
    name: environment.name,
    isAdmin: environment.permissions.admin,
  };
  return <IntegrationDeliveries place={place} params={params} />;
}

function IntegrationDeliveries({ place, params }: { place: Place; params: Record<string, string> }) {
  const kind = params['kind'] ?? '';
  const rest = `integrations/${kind}/${Number(params['iid'])}`;
  const path = `${place.api}integrations/${Number(params['iid'])}/`;
  const disabledReason = place.isAdmin ? null : `Administrators of ${place.name} alone see what was sent.`;
  return (
    <DeliveriesPage
      key={path}
      receiver={{ path, home: `${place.home}${rest}`, disabledReason }}
      title={`Deliveries to ${titleOf(kind)}`}
      lead={`What ${place.name} has told it, with what it answered.`}
      emptyText="What it is told next appears here."
    />
  );
}
