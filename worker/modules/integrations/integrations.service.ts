import type { Context } from '../../core/context.ts';
import { listIntegrations, type IntegrationKind, type IntegrationPlace } from './integrations.queries.ts';

/** The public settings of each; secrets are never shown. */
export async function showIntegrations({ database }: Context, place: IntegrationPlace, kind: IntegrationKind) {
  const rows = await listIntegrations(database.db, place, kind);
  return rows.map(({ id, settings }) => ({ ...settings, id }));
}
