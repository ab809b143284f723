import type { Organisation, Subscription } from '../../contract/organisations.ts';
import type { OrganisationRow } from './organisations.queries.ts';

/** `role` is the caller's where it comes from elsewhere than from a membership. */
export function toOrganisation(row: OrganisationRow, role: Organisation['role'] = row.role): Organisation {
  const { organisation } = row;
  return {
    id: organisation.id,
    uuid: organisation.uuid,
    name: organisation.name,
    created_date: organisation.createdDate.toISOString(),
    webhook_notification_email: organisation.webhookNotificationEmail,
    num_seats: row.seats,
    subscription: toSubscription(row),
    role,
    persist_trait_data: organisation.persistTraitData,
    block_access_to_admin: organisation.blockAccessToAdmin,
    restrict_project_create_to_admin: organisation.restrictProjectCreateToAdmin,
    force_2fa: organisation.force2fa,
  };
}

/** compat: an organisation that was made without a plan shows the one that the others have. */
function toSubscription({ organisation, subscription }: OrganisationRow): Subscription {
  return {
    id: subscription?.id ?? 0,
    uuid: subscription?.uuid ?? organisation.uuid,
    has_active_billing_periods: false,
    deleted_at: null,
    subscription_id: null,
    subscription_date: subscription?.subscriptionDate?.toISOString() ?? null,
    plan: subscription?.plan ?? 'free',
    max_seats: subscription?.maxSeats ?? null,
    max_api_calls: subscription?.maxApiCalls ?? null,
    cancellation_date: null,
    customer_id: null,
    billing_status: null,
    payment_method: null,
    notes: subscription?.notes ?? null,
  };
}
