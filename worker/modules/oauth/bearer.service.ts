import { applicationScopes, type Actor } from '../../core/access.ts';
import type { ManagementPorts } from '../../core/context.ts';
import { DomainError } from '../../core/errors.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { authenticateMachine } from '../oidc/machine.service.ts';
import { findUserByAccessToken } from './tokens.queries.ts';

/** Whom a Bearer token stands for: the user who let an application act, or, for a signed token, a machine. Throws UNAUTHENTICATED. */
export async function authenticateBearer(ports: ManagementPorts, token: string): Promise<Actor> {
  const actor = token.startsWith('eyJ')
    ? await authenticateMachine(ports, token)
    : await authenticateApplication(ports, token);
  if (actor === null) throw new DomainError('UNAUTHENTICATED', 'Invalid token.', { wireCode: 'invalid_token' });
  return actor;
}

async function authenticateApplication({ database }: ManagementPorts, token: string): Promise<Actor | null> {
  if (!/^hya_[0-9a-f]{64}$/.test(token)) return null;
  const found = await findUserByAccessToken(database.db, await sha256Hex(token));
  const scope = applicationScopes.find((known) => known === found?.scope);
  if (found === null || scope === undefined || !found.isActive || found.expiresAt <= new Date()) return null;
  const { id, email, isSuperuser, lacksSecondFactor, family } = found;
  const application = { family, scope };
  return {
    kind: 'user',
    id,
    email,
    isSuperuser,
    tokenId: null,
    credential: 'application',
    lacksSecondFactor,
    application,
  };
}
