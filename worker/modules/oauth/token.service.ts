import type { TokenAnswer, TokenRequest } from '../../contract/oauth.ts';
import type { Db } from '../../../drizzle/db.ts';
import type { Context } from '../../core/context.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { logEvent } from '../../platform/log.ts';
import { authenticateClient } from './client-authentication.service.ts';
import type { Client } from './clients.queries.ts';
import { lockGrant, markGrantUsed, type Grant } from './grants.queries.ts';
import { OAuthFault } from './oauth-fault.ts';
import { verifiesChallenge } from './pkce.ts';
import { newSecret } from './secrets.ts';
import {
  hasUsedSuccessor,
  insertTokens,
  isActiveUser,
  lockRefreshToken,
  markRotated,
  revokeFamily,
  type Token,
} from './tokens.queries.ts';

export const ACCESS_SECONDS = 900;
const REFRESH_SECONDS = 30 * 86_400;
/** An answer may get lost, and several processes may hold one session: for so long a rotated token works once more. */
const GRACE_SECONDS = 120;

/** Tokens for a code or a refresh token (RFC 6749, 4.1.3 and 6). Throws OAuthFault. */
export async function issueTokens(
  context: Context,
  input: TokenRequest,
  authorization: string | null,
): Promise<TokenAnswer> {
  const client = await authenticateClient(context, input, authorization);
  switch (input.grant_type) {
    case 'authorization_code':
      return conclude(await exchangeCode(context, client, input));
    case 'refresh_token':
      return conclude(await refresh(context, client, input));
    case undefined:
      throw new OAuthFault('invalid_request', 'grant_type is required.');
    default:
      throw new OAuthFault('unsupported_grant_type', 'grant_type must be "authorization_code" or "refresh_token".');
  }
}

/** A refusal is an answer here, so that what it ends is committed. */
type Outcome = TokenAnswer | { refused: string };

function conclude(outcome: Outcome): TokenAnswer {
  if ('refused' in outcome) throw new OAuthFault('invalid_grant', outcome.refused);
  return outcome;
}

async function exchangeCode(context: Context, client: Client, input: TokenRequest): Promise<Outcome> {
  if (input.code === undefined) throw new OAuthFault('invalid_request', 'code is required.');
  const codeHash = await sha256Hex(input.code);
  return context.database.transaction(async (db): Promise<Outcome> => {
    const grant = await lockGrant(db, codeHash);
    if (grant === null || grant.applicationId !== client.id) return { refused: 'The code is not valid.' };
    if (grant.usedAt !== null) {
      await revokeFamily(db, familyOf(grant), context.now());
      logEvent('oauth.code.replayed', { userId: grant.userId, applicationId: client.id });
      return { refused: 'The code has been used before; what it gave is revoked.' };
    }
    if (grant.expiresAt <= context.now()) return { refused: 'The code has expired.' };
    if (grant.redirectUri !== input.redirect_uri) return { refused: 'The redirect_uri is not that of the code.' };
    if (!(await verifiesChallenge(input.code_verifier, grant.codeChallenge))) {
      return { refused: 'The code_verifier does not fit the code_challenge.' };
    }
    if (!(await isActiveUser(db, grant.userId))) return { refused: 'The account is not active.' };
    await markGrantUsed(db, grant.id, context.now());
    return makeTokens(context, db, { ...grant, family: familyOf(grant) });
  });
}

async function refresh(context: Context, client: Client, input: TokenRequest): Promise<Outcome> {
  if (input.refresh_token === undefined) throw new OAuthFault('invalid_request', 'refresh_token is required.');
  const hash = await sha256Hex(input.refresh_token);
  return context.database.transaction(async (db): Promise<Outcome> => {
    const token = await lockRefreshToken(db, hash);
    const now = context.now();
    if (token === null || token.applicationId !== client.id || token.revokedAt !== null) {
      return { refused: 'The refresh token is not valid.' };
    }
    if (token.refreshExpiresAt === null || token.refreshExpiresAt <= now)
      return { refused: 'The refresh token has expired.' };
    if (token.rotatedAt !== null && (await isReplay(db, token, token.rotatedAt, now))) {
      await revokeFamily(db, token.family, now);
      logEvent('oauth.refresh.replayed', { userId: token.userId, applicationId: client.id });
      return { refused: 'The refresh token has been used before; all that came of it is revoked.' };
    }
    if (input.scope !== undefined && input.scope !== token.scope) {
      throw new OAuthFault('invalid_scope', 'A refresh token keeps its scope.');
    }
    if (!(await isActiveUser(db, token.userId))) return { refused: 'The account is not active.' };
    if (token.rotatedAt === null) await markRotated(db, token.id, now);
    return makeTokens(context, db, token);
  });
}

async function isReplay(db: Db, token: Token, rotatedAt: Date, now: Date): Promise<boolean> {
  return now.getTime() - rotatedAt.getTime() > GRACE_SECONDS * 1_000 || hasUsedSuccessor(db, token);
}

async function makeTokens(
  context: Context,
  db: Db,
  { applicationId, userId, scope, family }: Pick<Token, 'applicationId' | 'userId' | 'scope' | 'family'>,
): Promise<TokenAnswer> {
  const [access, fresh] = await Promise.all([newSecret('access'), newSecret('refresh')]);
  const after = (seconds: number) => new Date(context.now().getTime() + seconds * 1_000);
  await insertTokens(db, {
    applicationId,
    userId,
    scope,
    family,
    accessTokenHash: access.hash,
    refreshTokenHash: fresh.hash,
    expiresAt: after(ACCESS_SECONDS),
    refreshExpiresAt: after(REFRESH_SECONDS),
  });
  return {
    access_token: access.secret,
    token_type: 'Bearer',
    expires_in: ACCESS_SECONDS,
    refresh_token: fresh.secret,
    scope,
  };
}

/** All tokens that come of a code. */
const familyOf = ({ id }: Grant) => `code-${id}`;
