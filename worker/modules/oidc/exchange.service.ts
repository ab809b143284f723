import type { MachineToken } from '../../contract/trust-relationships.ts';
import type { Context } from '../../core/context.ts';
import { DomainError } from '../../core/errors.ts';
import { logEvent } from '../../platform/log.ts';
import { listTrusting } from '../trust-relationships/trusted-machines.service.ts';
import { isMeantFor, matchesRules } from './claim-rules.ts';

/**
 * A token of ours for a token of a provider whom exactly one trust relationship believes. Nobody is asked for keys whom nobody trusts.
 * Throws UNAUTHENTICATED, always in the same words; the log has the reason.
 */
export async function exchangeToken(context: Context, token: string): Promise<MachineToken> {
  const issuer = context.identityTokens.readIssuer(token);
  const trusted = issuer === null ? [] : await listTrusting(context, issuer);
  if (issuer === null || trusted.length === 0) throw refusal('unknown issuer');
  const claims = await context.identityTokens.verify(token, issuer, context.now()).catch((error: unknown) => {
    throw refusal(error instanceof Error ? error.message : 'not verified');
  });
  const matches = trusted.filter(
    ({ audience, claimRules }) => isMeantFor(claims, audience) && matchesRules(claims, claimRules),
  );
  const [match] = matches;
  if (match === undefined || matches.length > 1) throw refusal(`${matches.length} trust relationships match`);
  const made = await context.machineTokens.sign(match.id, context.now());
  logEvent('oidc.token.exchanged', { trustRelationshipId: match.id, organisationId: match.organisationId });
  return { access_token: made.token, token_type: 'Bearer', expires_in: made.expiresInSeconds };
}

function refusal(reason: string): DomainError {
  logEvent('oidc.token.refused', { reason: reason.slice(0, 200) });
  return new DomainError('UNAUTHENTICATED', 'The token was not accepted.', { wireCode: 'invalid_token' });
}
