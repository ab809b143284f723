import { SlackAnswer, SlackChannelList } from '../../contract/integrations.ts';
import type { Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact, type AuditEntry } from '../audit/transact.service.ts';
import { openSecret } from './integration-secrets.service.ts';
import { callSlack } from './slack-api.service.ts';
import {
  deleteSlackEnvironment,
  findInstallation,
  findSlackEnvironment,
  insertSlackEnvironment,
  listSlackEnvironments,
  updateSlackEnvironment,
  type SlackEnvironmentRow,
} from './slack.queries.ts';

const MOST_CHANNELS = 200;

export async function showSlack({ database }: Context, scope: Scope) {
  return (await listSlackEnvironments(database.db, placeOf(scope))).map(present);
}

/** Throws NOT_FOUND. */
export async function showOneSlack({ database }: Context, scope: Scope, id: number) {
  const row = await findSlackEnvironment(database.db, placeOf(scope), id);
  if (row === null) throw notFound();
  return present(row);
}

/** Channels that the installation can post to. Throws INVALID where Slack is not installed for the project. */
export async function listChannels(context: Context, scope: Scope, query: { limit: number; cursor: string }) {
  const { token } = await openInstallation(context, scope);
  const fields = {
    exclude_archived: 'true',
    limit: String(Math.min(MOST_CHANNELS, Math.max(1, query.limit))),
    ...(query.cursor === '' ? {} : { cursor: query.cursor }),
  };
  const list = await callSlack(context, SlackChannelList, 'conversations.list', { token, fields });
  return {
    cursor: list.response_metadata?.next_cursor ?? '',
    channels: list.channels.map(({ id, name }) => ({ channel_name: name, channel_id: id })),
  };
}

type Change = { channel_id?: string | undefined; enabled?: boolean | undefined };
type Input = { channel_id: string; enabled?: boolean | undefined };

/** Throws INVALID where Slack is not installed, does not know the channel, or the environment has a channel already. */
export async function createSlack(context: Context, scope: Scope, input: Input) {
  const { token, row: installation } = await openInstallation(context, scope);
  await requireChannel(context, token, input.channel_id);
  const values = { channelId: input.channel_id, enabled: input.enabled ?? true };
  const row = await transact(context, async (write) => {
    const row = await insertSlackEnvironment(write.db, placeOf(scope), installation.id, values);
    if (row === null) throw invalid('Slack is configured here already.');
    recordAudit(
      write,
      describe(scope, row, { log: 'Integration created: Slack', change: 'CREATE', after: shown(row) }),
    );
    return row;
  });
  return present(row);
}

export async function updateSlack(context: Context, scope: Scope, id: number, input: Change) {
  const { token } = await openInstallation(context, scope);
  if (input.channel_id !== undefined) await requireChannel(context, token, input.channel_id);
  const row = await transact(context, async (write) => {
    const current = await findSlackEnvironment(write.db, placeOf(scope), id);
    if (current === null) throw notFound();
    const values = { channelId: input.channel_id ?? current.channelId, enabled: input.enabled ?? current.enabled };
    const changes = findChanges<object>(shown(current), shown(values));
    if (changes === null) return current;
    const row = await updateSlackEnvironment(write.db, placeOf(scope), id, values);
    if (row === null) throw notFound();
    recordAudit(write, describe(scope, row, { log: 'Integration updated: Slack', change: 'UPDATE', ...changes }));
    return row;
  });
  return present(row);
}

/** The installation of the project stays, for its other environments. */
export async function deleteSlack(context: Context, scope: Scope, id: number): Promise<void> {
  await transact(context, async (write) => {
    const row = await deleteSlackEnvironment(write.db, placeOf(scope), id);
    if (row === null) throw notFound();
    recordAudit(
      write,
      describe(scope, row, { log: 'Integration deleted: Slack', change: 'DELETE', before: shown(row) }),
    );
  });
}

/** The project's installation with its token. Throws INVALID where there is none. */
export async function openInstallation(context: Context, scope: Scope) {
  const row = await findInstallation(context.database.db, placeOf(scope));
  if (row === null) throw invalid('Slack is not installed for this project: install it by OAuth first.');
  return { row, token: await openSecret(context, row, 'access_token') };
}

async function requireChannel(context: Context, token: string, channel: string): Promise<void> {
  await callSlack(context, SlackAnswer, 'conversations.info', { token, fields: { channel } });
}

const present = (row: SlackEnvironmentRow) => ({ id: row.id, ...shown(row), integration_id: row.integrationId });
const shown = ({ channelId, enabled }: Pick<SlackEnvironmentRow, 'channelId' | 'enabled'>) => ({
  channel_id: channelId,
  enabled,
});

function placeOf({ organisationId, projectId, environmentId }: Scope) {
  if (projectId === null || environmentId === null) throw notFound();
  return { organisationId, projectId, environmentId };
}

function describe(
  { organisationId, projectId, environmentId }: Scope,
  { id }: SlackEnvironmentRow,
  what: Pick<AuditEntry, 'log' | 'change' | 'before' | 'after'>,
): AuditEntry {
  return { organisationId, projectId, environmentId, type: 'INTEGRATION', objectId: id, ...what };
}
