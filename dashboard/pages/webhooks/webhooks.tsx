// Webhooks of an environment and of an organisation: one chunk.
import type { EnvironmentPageProps, OrganisationPageProps } from '../../api/bootstrap.ts';
import type { WebhookPlace } from './webhook-place.ts';
import { WebhooksPage } from './webhooks-page.tsx';

export function EnvironmentWebhooks({ project, environment }: EnvironmentPageProps) {
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
  return <WebhooksPage place={place} key={place.path} />;
}

export function OrganisationWebhooks({ organisation }: OrganisationPageProps) {
  const place: WebhookPlace = {
    path: `/api/v1/organisations/${organisation.id}/webhooks/`,
    home: `/organisation/${organisation.id}/webhooks`,
    name: organisation.name,
    scope: { type: 'organisation', id: organisation.id },
    disabledReason:
      organisation.role === 'ADMIN' ? null : `Administrators of ${organisation.name} alone see its webhooks.`,
  };
  return <WebhooksPage place={place} key={place.path} />;
}
