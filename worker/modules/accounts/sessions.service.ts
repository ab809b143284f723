import type { OwnSession } from '../../contract/accounts.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { personOf } from './profile.service.ts';
import { endSessions } from './end-sessions.service.ts';
import { deleteToken, listTokens } from './tokens.queries.ts';

export async function showSessions(context: Context): Promise<OwnSession[]> {
  const { id, tokenId } = personOf(context);
  const rows = await listTokens(context.database.db, id);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    user_agent: row.userAgent ?? '',
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    expires_at: row.expiresAt?.toISOString() ?? null,
    is_current: row.id === tokenId,
  }));
}

/** Ends one of the caller's own. Throws NOT_FOUND for one that is not theirs. */
export async function endSession(context: Context, sessionId: number): Promise<void> {
  if (!(await deleteToken(context.database.db, personOf(context).id, sessionId))) throw notFound();
}

/** Ends all of the caller's but the one that asks. */
export async function endOtherSessions(context: Context): Promise<void> {
  const { id, tokenId } = personOf(context);
  await endSessions(context.database.db, id, tokenId);
}
