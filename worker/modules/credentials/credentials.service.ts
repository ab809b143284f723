import type { Actor } from '../../core/access.ts';
import type { ManagementPorts } from '../../core/context.ts';
import { DomainError } from '../../core/errors.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { authenticateBearer } from '../oauth/bearer.service.ts';
import { findMasterKey, findUserByToken } from './credentials.queries.ts';

/**
 * Who the Authorization header stands for: `Token` for users, `Api-Key` for master keys, `Bearer` for applications and machines. Null without one that is meant for us; a
 * wrong one is refused and no other scheme is tried.
 */
export async function authenticate(ports: ManagementPorts, authorization: string | null): Promise<Actor | null> {
  const [scheme = '', ...rest] = (authorization ?? '').trim().split(/\s+/);
  const secret = rest.join(' ');
  switch (scheme.toLowerCase()) {
    case 'token':
      return authenticateUser(ports, secret);
    case 'api-key':
      return authenticateMasterKey(ports, secret);
    case 'bearer':
      return authenticateBearer(ports, secret);
    default:
      return null;
  }
}

async function authenticateUser({ database }: ManagementPorts, token: string): Promise<Actor> {
  if (!/^[\x21-\x7e]{1,200}$/.test(token)) throw refused('Invalid token header.');
  const found = await findUserByToken(database.db, await sha256Hex(token));
  if (found === null || (found.expiresAt !== null && found.expiresAt <= new Date())) throw refused('Invalid token.');
  if (!found.isActive) throw refused('User inactive or deleted.');
  const { id, email, isSuperuser, tokenId, lacksSecondFactor } = found;
  return { kind: 'user', id, email, isSuperuser, tokenId, lacksSecondFactor };
}

async function authenticateMasterKey({ database }: ManagementPorts, key: string): Promise<Actor> {
  const found = /^[\x21-\x7e]{1,200}$/.test(key) ? await findMasterKey(database.db, await sha256Hex(key)) : null;
  const isUsable = found !== null && !found.revoked && (found.expiryDate === null || found.expiryDate > new Date());
  if (!isUsable) throw refused('Valid Master API Key not found.');
  const { id, name, organisationId, isAdmin } = found;
  return { kind: 'master-key', id, name, organisationId, isAdmin };
}

function refused(message: string): DomainError {
  return new DomainError('UNAUTHENTICATED', message);
}
