import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import type { LoggedReceiver } from '../deliveries/receiver-log.service.ts';
import { findWebhook } from './webhooks.queries.ts';

/** The webhook as the log of deliveries knows it. Throws NOT_FOUND. */
export async function findWebhookReceiver(context: Context, scope: Scope, id: number): Promise<LoggedReceiver> {
  const row = await findWebhook(context.database.db, scope, id);
  if (row === null) throw notFound();
  const isOfOrganisation = scope.environmentId === null;
  const receiver = {
    environmentWebhookId: isOfOrganisation ? null : id,
    organisationWebhookId: isOfOrganisation ? id : null,
    integrationId: null,
  };
  return { receiver, type: 'WEBHOOK', id, name: row.url };
}
