// What webhooks and integrations were sent, at every scope: one chunk.
export {
  EnvironmentIntegrationDeliveries,
  OrganisationIntegrationDeliveries,
  ProjectIntegrationDeliveries,
} from './integration-deliveries.tsx';
export { EnvironmentWebhookDeliveries, OrganisationWebhookDeliveries } from './webhook-deliveries.tsx';
