// Webhooks of an environment and of an organisation: one chunk.
import type { EnvironmentPageProps, OrganisationPageProps } from '../../api/bootstrap.ts';
import { DeliveriesPage } from './deliveries-page.tsx';
import type { WebhookPlace } from './webhook-place.ts';
import { WebhooksPage } from './webhooks-page.tsx';

export function EnvironmentWebhooks({ params, project, environment }: EnvironmentPageProps) {
  const key = encodeURIComponent(environment.api_key);
  const place: WebhookPlace = {
    path: `/api/v1/environments/${key}/webhooks/`,
    home: `/project/${project.id}/environment/${key}/webhooks`,
    name: environment.name,
    scope: { type: 'environment', id: environment.api_key },
    disabledReason: environment.permissions.admin
      ? null
      : `Only administrators of ${environment.name} change its webhooks.`,
  };
  return <Page place={place} id={params['wid']} />;
}

export function OrganisationWebhooks({ params, organisation }: OrganisationPageProps) {
  const place: WebhookPlace = {
    path: `/api/v1/organisations/${organisation.id}/webhooks/`,
    home: `/organisation/${organisation.id}/webhooks`,
    name: organisation.name,
    scope: { type: 'organisation', id: organisation.id },
    disabledReason:
      organisation.role === 'ADMIN' ? null : `Administrators of ${organisation.name} alone see its webhooks.`,
  };
  return <Page place={place} id={params['wid']} />;
}

function Page({ place, id }: { place: WebhookPlace; id: string | undefined }) {
  if (id === undefined) return <WebhooksPage place={place} key={place.path} />;
  return <DeliveriesPage place={place} id={Number(id)} key={`${place.path}${id}`} />;
}
