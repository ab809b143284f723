import type { Webhook } from '../../../worker/contract/webhooks.ts';
import type { EnvironmentPageProps, OrganisationPageProps } from '../../api/bootstrap.ts';
import { useResource } from '../../api/cache.ts';
import { hostOf } from '../../api/host-of.ts';
import { DeliveriesPage } from './deliveries-page.tsx';
import type { Receiver } from './deliveries.api.ts';

export function EnvironmentWebhookDeliveries({ params, project, environment }: EnvironmentPageProps) {
  const key = encodeURIComponent(environment.api_key);
  const id = Number(params['wid']);
  return (
    <WebhookDeliveries
      receiver={{
        path: `/api/v1/environments/${key}/webhooks/${id}/`,
        home: `/project/${project.id}/environment/${key}/webhooks/${id}`,
        disabledReason: environment.permissions.admin
          ? null
          : `Administrators of ${environment.name} alone see what was sent.`,
      }}
    />
  );
}

export function OrganisationWebhookDeliveries({ params, organisation }: OrganisationPageProps) {
  const id = Number(params['wid']);
  return (
    <WebhookDeliveries
      receiver={{
        path: `/api/v1/organisations/${organisation.id}/webhooks/${id}/`,
        home: `/organisation/${organisation.id}/webhooks/${id}`,
        disabledReason:
          organisation.role === 'ADMIN' ? null : `Administrators of ${organisation.name} alone see what was sent.`,
      }}
    />
  );
}

function WebhookDeliveries({ receiver }: { receiver: Receiver }) {
  const view = useResource<Webhook>(receiver.disabledReason === null ? receiver.path : null);
  const hook = view.kind === 'loaded' ? view.data : null;
  return (
    <DeliveriesPage
      key={receiver.path}
      receiver={receiver}
      title={hook === null ? 'Deliveries' : `Deliveries to ${hostOf(hook.url)}`}
      lead={hook === null ? undefined : <code class="anywhere">{hook.url}</code>}
      notice={hook?.enabled === false ? 'This webhook is off: what waits for it is kept for three days.' : null}
      emptyText="Change a flag, and the request appears here."
    />
  );
}
