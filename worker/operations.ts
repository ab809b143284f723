import type { Operation } from './http/operation.ts';
import { firstStartOperations } from './modules/accounts/first-start.routes.ts';
import { linkOperations } from './modules/accounts/links.routes.ts';
import { passkeyOperations } from './modules/accounts/passkeys.routes.ts';
import { providerTripOperations } from './modules/accounts/provider-trips.routes.ts';
import { secondFactorOperations } from './modules/accounts/second-factor.routes.ts';
import { sessionOperations } from './modules/accounts/sessions.routes.ts';
import { signInOperations } from './modules/accounts/sign-in.routes.ts';
import { socialSignInOperations } from './modules/accounts/social-sign-in.routes.ts';
import { deprecatedUserOperations, userOperations } from './modules/accounts/users.routes.ts';
import { auditOperations } from './modules/audit/audit-logs.routes.ts';
import { outboxOperations } from './modules/mails/outbox.routes.ts';
import { dashOperations } from './modules/dash/dash.routes.ts';
import { docsOperations } from './modules/docs/docs.routes.ts';
import { environmentFactsOperations } from './modules/environments/environment-facts.routes.ts';
import { environmentsOperations } from './modules/environments/environments.routes.ts';
import { publicationOperations } from './modules/environments/publications.routes.ts';
import { serverKeysOperations } from './modules/environments/server-keys.routes.ts';
import { featureSegmentOperations } from './modules/feature-segments/feature-segments.routes.ts';
import { identityStateOperations } from './modules/feature-states/identity-states.routes.ts';
import { environmentStateOperations } from './modules/feature-states/environment-states.routes.ts';
import { nestedStateOperations } from './modules/feature-states/nested-states.routes.ts';
import { flagOperations } from './modules/flags-api/flags.routes.ts';
import { groupOperations } from './modules/groups/groups.routes.ts';
import { inviteOperations } from './modules/invites/invites.routes.ts';
import { masterKeyOperations } from './modules/master-keys/master-keys.routes.ts';
import { memberOperations } from './modules/members/members.routes.ts';
import { metadataFieldOperations } from './modules/metadata/metadata-fields.routes.ts';
import { metadataModelFieldOperations } from './modules/metadata/model-fields.routes.ts';
import { organisationOperations } from './modules/organisations/organisations.routes.ts';
import { grantOperations } from './modules/permissions/grants.routes.ts';
import { permissionOperations } from './modules/permissions/permissions.routes.ts';
import { featureOwnerOperations } from './modules/features/feature-owners.routes.ts';
import { featureOperations } from './modules/features/features.routes.ts';
import { multivariateOptionOperations } from './modules/features/multivariate-options.routes.ts';
import { edgeIdentitiesOperations } from './modules/identities/edge-identities.routes.ts';
import { identitiesOperations } from './modules/identities/identities.routes.ts';
import { managedTraitsOperations } from './modules/identities/traits.routes.ts';
import { projectsOperations } from './modules/projects/projects.routes.ts';
import { segmentsOperations } from './modules/segments/segments.routes.ts';
import { tagsOperations } from './modules/tags/tags.routes.ts';
import { deliveryOperations } from './modules/deliveries/deliveries.routes.ts';
import { webhookTestOperations } from './modules/webhooks/webhook-test.routes.ts';
import { webhookOperations } from './modules/webhooks/webhooks.routes.ts';
import { changeRequestsOperations } from './modules/change-requests/change-requests.routes.ts';
import { codeReferencesOperations } from './modules/code-references/code-references.routes.ts';
import { featureHealthOperations } from './modules/feature-health/feature-health.routes.ts';
import { featureTransfersOperations } from './modules/transfers/feature-transfers.routes.ts';
import { launchDarklyImportsOperations } from './modules/transfers/launch-darkly-imports.routes.ts';
import { organisationTransfersOperations } from './modules/transfers/organisation-transfers.routes.ts';
import { slackOperations } from './modules/integrations/slack.routes.ts';
import { integrationsOperations } from './modules/integrations/integrations.routes.ts';
import { consentOperations } from './modules/oauth/consent.routes.ts';
import { oauthOperations } from './modules/oauth/oauth.routes.ts';
import { oidcOperations } from './modules/oidc/oidc.routes.ts';
import { releasePipelinesOperations } from './modules/release-pipelines/release-pipelines.routes.ts';
import { rolesOperations } from './modules/roles/roles.routes.ts';
import { versionOperations } from './modules/versions/versions.routes.ts';
import { trustRelationshipOperations } from './modules/trust-relationships/trust-relationships.routes.ts';
import { telemetryOperations } from './modules/telemetry/telemetry.routes.ts';
import { usageOperations } from './modules/usage/usage.routes.ts';

/** The management API, but for its own description and what is for one machine only. */
const DESCRIBED: readonly Operation[] = [
  ...dashOperations,
  ...signInOperations,
  ...secondFactorOperations,
  ...passkeyOperations,
  ...sessionOperations,
  ...socialSignInOperations,
  ...providerTripOperations,
  ...userOperations,
  ...deprecatedUserOperations,
  ...linkOperations,
  ...firstStartOperations,
  ...projectsOperations,
  ...environmentsOperations,
  ...environmentFactsOperations,
  ...publicationOperations,
  ...serverKeysOperations,
  ...tagsOperations,
  ...segmentsOperations,
  ...identitiesOperations,
  ...managedTraitsOperations,
  ...edgeIdentitiesOperations,
  ...usageOperations,
  ...telemetryOperations,
  ...changeRequestsOperations,
  ...featureTransfersOperations,
  ...organisationTransfersOperations,
  ...launchDarklyImportsOperations,
  ...featureHealthOperations,
  ...codeReferencesOperations,
  ...slackOperations,
  ...integrationsOperations,
  ...rolesOperations,
  ...releasePipelinesOperations,
  ...featureOperations,
  ...featureOwnerOperations,
  ...multivariateOptionOperations,
  ...environmentStateOperations,
  ...identityStateOperations,
  ...nestedStateOperations,
  ...featureSegmentOperations,
  ...flagOperations,
  ...versionOperations,
  ...auditOperations,
  ...organisationOperations,
  ...memberOperations,
  ...inviteOperations,
  ...groupOperations,
  ...masterKeyOperations,
  ...trustRelationshipOperations,
  ...oidcOperations,
  ...oauthOperations,
  ...consentOperations,
  ...permissionOperations,
  ...grantOperations,
  ...webhookOperations,
  ...deliveryOperations,
  ...webhookTestOperations,
  ...metadataFieldOperations,
  ...metadataModelFieldOperations,
];

/** The management API: every operation there is. */
export const OPERATIONS: readonly Operation[] = [...DESCRIBED, ...outboxOperations, ...docsOperations(DESCRIBED)];
