import type { Introspection, TokenQuestion } from '../../contract/oauth.ts';
import type { Context } from '../../core/context.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { authenticateClient } from './client-authentication.service.ts';
import { OAuthFault } from './oauth-fault.ts';
import { findToken, revokeFamily } from './tokens.queries.ts';

/** Ends the authorisation that a token of either kind is of (RFC 7009). A token that is not the client's is left alone, silently. */
export async function revokeToken(context: Context, input: TokenQuestion, authorization: string | null): Promise<void> {
  const found = await findOwnToken(context, input, authorization);
  if (found !== null) await revokeFamily(context.database.db, found.token.family, context.now());
}

/** Whether a token of the client's works, and what it is for (RFC 7662). */
export async function introspectToken(
  context: Context,
  input: TokenQuestion,
  authorization: string | null,
): Promise<Introspection> {
  const found = await findOwnToken(context, input, authorization);
  if (found === null) return { active: false };
  const { token, email, clientId, isAccess, isActive } = found;
  const expiresAt = isAccess ? token.expiresAt : token.refreshExpiresAt;
  const isSpent = !isAccess && token.rotatedAt !== null;
  const works = token.revokedAt === null && !isSpent && isActive && expiresAt !== null && expiresAt > context.now();
  if (!works) return { active: false };
  return {
    active: true,
    scope: token.scope,
    client_id: clientId,
    username: email,
    ...(isAccess ? { token_type: 'Bearer' } : {}),
    exp: Math.floor(expiresAt.getTime() / 1_000),
    iat: Math.floor(token.createdAt.getTime() / 1_000),
    sub: String(token.userId),
  };
}

async function findOwnToken(context: Context, input: TokenQuestion, authorization: string | null) {
  const client = await authenticateClient(context, input, authorization);
  if (input.token === undefined) throw new OAuthFault('invalid_request', 'token is required.');
  const found = await findToken(context.database.db, await sha256Hex(input.token));
  return found?.token.applicationId === client.id ? found : null;
}
