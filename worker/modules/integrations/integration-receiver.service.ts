import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import type { LoggedReceiver } from '../deliveries/receiver-log.service.ts';
import { KIND_FACTS, isConfiguredKind } from './integration-kinds.ts';
import { findIntegration } from './integrations.queries.ts';

/** The integration as the log of deliveries knows it. Throws NOT_FOUND. */
export async function findIntegrationReceiver(context: Context, scope: Scope, id: number): Promise<LoggedReceiver> {
  const row = await findIntegration(context.database.db, scope, null, id);
  if (row === null) throw notFound();
  const receiver = { environmentWebhookId: null, organisationWebhookId: null, integrationId: id };
  return {
    receiver,
    type: 'INTEGRATION',
    id,
    name: isConfiguredKind(row.kind) ? KIND_FACTS[row.kind].title : row.kind,
  };
}
