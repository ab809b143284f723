// Integrations of an organisation, a project and an environment: one chunk.
import './integrations.css';
import type { DashIntegrations } from '../../../worker/contract/dash.ts';
import type {
  DashProject,
  EnvironmentPageProps,
  OrganisationPageProps,
  ProjectPageProps,
} from '../../api/bootstrap.ts';
import type { View } from '../../api/cache.ts';
import type { IntegrationKind } from '../../api/integration-kinds.ts';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import type { IntegrationPlace } from './integration-place.ts';
import { overviewPath, useOrganisationGrafana, useOverview } from './integrations.api.ts';
import { Heading, IntegrationsPage } from './integrations-page.tsx';

export function OrganisationIntegrations({ organisation }: OrganisationPageProps) {
  const path = `/api/v1/organisations/${organisation.id}/integrations/`;
  const place: IntegrationPlace = {
    scope: 'organisation',
    path,
    home: `/organisation/${organisation.id}/integrations`,
    name: organisation.name,
    overview: path,
    disabledReason:
      organisation.role === 'ADMIN' ? null : `Administrators of ${organisation.name} alone see its integrations.`,
  };
  const view = useOrganisationGrafana(place);
  if (place.disabledReason !== null) {
    return (
      <>
        <Heading name={place.name} />
        <Notice>{place.disabledReason}</Notice>
      </>
    );
  }
  if (view.kind !== 'loaded') return <Waiting name={place.name} view={view} />;
  return (
    <IntegrationsPage
      key={path}
      place={place}
      configured={view.data}
      elsewhere={({ scopes }) => ({
        text: scopes.includes('project') ? 'In each project' : 'In each environment of a project',
        places: [],
      })}
    />
  );
}

export function ProjectIntegrations({ project }: ProjectPageProps) {
  const path = `/api/v1/projects/${project.id}/integrations/`;
  const place: IntegrationPlace = {
    scope: 'project',
    path,
    home: `/project/${project.id}/integrations`,
    name: project.name,
    overview: overviewPath(project.id),
    disabledReason: project.permissions.admin
      ? null
      : `Only administrators of ${project.name} change its integrations.`,
  };
  const view = useOverview(place);
  if (view.kind !== 'loaded') return <Waiting name={place.name} view={view} />;
  return (
    <IntegrationsPage
      key={path}
      place={place}
      configured={view.data.integrations.filter(({ environment }) => environment === null)}
      elsewhere={(kind) => inEnvironments(kind, project, view.data)}
    />
  );
}

export function EnvironmentIntegrations({ project, environment }: EnvironmentPageProps) {
  const key = encodeURIComponent(environment.api_key);
  const path = `/api/v1/environments/${key}/integrations/`;
  const place: IntegrationPlace = {
    scope: 'environment',
    path,
    home: `/project/${project.id}/environment/${key}/integrations`,
    name: environment.name,
    overview: overviewPath(project.id),
    disabledReason: environment.permissions.admin
      ? null
      : `Only administrators of ${environment.name} change its integrations.`,
  };
  const view = useOverview(place);
  if (view.kind !== 'loaded') return <Waiting name={place.name} view={view} />;
  const { integrations, slack } = view.data;
  const ofProject = new Set(integrations.filter((one) => one.environment === null).map(({ kind }) => kind));
  const home = `/project/${project.id}/integrations`;
  const deliveries = `${home}/slack/${slack.installation}`;
  return (
    <IntegrationsPage
      key={path}
      place={place}
      configured={integrations.filter((one) => one.environment === environment.id)}
      slack={{
        slack,
        channel: slack.channels.find((one) => one.environment === environment.id) ?? null,
        deliveries: project.permissions.admin ? deliveries : null,
      }}
      noteOf={(kind) => (ofProject.has(kind) ? 'The project has one as well: that one is told instead.' : undefined)}
      elsewhere={({ kind }) => ({
        text: 'For all environments:',
        places: [{ name: project.name, to: home, isOn: ofProject.has(kind) }],
      })}
    />
  );
}

function inEnvironments({ kind }: IntegrationKind, project: DashProject, { integrations, slack }: DashIntegrations) {
  const on = new Set(
    kind === 'slack'
      ? slack.channels.map(({ environment }) => environment)
      : integrations.filter((one) => one.kind === kind).map(({ environment }) => environment),
  );
  return {
    text: 'In each environment:',
    places: project.environments.map(({ id, name, api_key: key }) => ({
      name,
      to: `/project/${project.id}/environment/${encodeURIComponent(key)}/integrations`,
      isOn: on.has(id),
    })),
  };
}

function Waiting({ name, view }: { name: string; view: Exclude<View<unknown>, { kind: 'loaded' }> }) {
  return (
    <>
      <Heading name={name} />
      {view.kind === 'loading' ? (
        <Skeleton label="Loading integrations" rows={8} />
      ) : (
        <ErrorState title="The integrations could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
    </>
  );
}
