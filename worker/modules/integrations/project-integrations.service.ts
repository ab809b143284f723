import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { isConfiguredKind } from './integration-kinds.ts';
import { listProjectIntegrations } from './integrations.queries.ts';
import { present } from './integrations.service.ts';
import { listSlackChannelsOf } from './slack.queries.ts';

/** All that is set up for a project and these environments of it; secrets are never shown. */
export async function showProjectIntegrations(context: Context, scope: Scope, environmentIds: readonly number[]) {
  const { organisationId, projectId } = scope;
  if (projectId === null) throw notFound();
  const { db } = context.database;
  const [rows, channels] = await Promise.all([
    listProjectIntegrations(db, { organisationId, projectId }, environmentIds),
    listSlackChannelsOf(db, projectId, environmentIds),
  ]);
  return {
    integrations: rows
      .filter(({ kind }) => isConfiguredKind(kind))
      .map((row) => {
        const { id, ...fields } = present(row);
        return { id, kind: row.kind, environment: row.environmentId, fields };
      }),
    slack: {
      has_app: context.setting('SLACK_CLIENT_ID') !== undefined,
      installation: rows.find(({ kind }) => kind === 'slack')?.id ?? null,
      channels: channels.map(({ id, environmentId, channelId, enabled }) => ({
        id,
        environment: environmentId,
        channel_id: channelId,
        enabled,
      })),
    },
  };
}
