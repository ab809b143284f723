import type { ManagementPorts } from '../../core/context.ts';
import { logFailure } from '../../platform/log.ts';
import { deleteUnusedClients } from './clients.queries.ts';
import { deleteOldGrants } from './grants.queries.ts';
import { deleteOldTokens } from './tokens.queries.ts';

const DAY_MS = 86_400_000;
const KEEP_UNUSED_CLIENTS_DAYS = 30;

/** Removes codes and tokens that have long expired, and applications that nobody uses. Never rejects: the next cron does it again. */
export async function purgeOAuth({ database: { db } }: ManagementPorts, now = new Date()): Promise<void> {
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  try {
    await deleteOldGrants(db, ago(1));
    await deleteOldTokens(db, ago(1));
    await deleteUnusedClients(db, ago(KEEP_UNUSED_CLIENTS_DAYS));
  } catch (error) {
    logFailure('oauth.purge.failed', error);
  }
}
