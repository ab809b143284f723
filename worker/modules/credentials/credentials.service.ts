import type { Actor } from '../../core/access.ts';
import type { ManagementPorts } from '../../core/context.ts';
import { DomainError } from '../../core/errors.ts';
import { sha256Hex } from '../../core/sha256.ts';
import type { Defer } from '../../core/ports.ts';
import { logFailure } from '../../platform/log.ts';
import { readSessionSeconds } from '../../core/session-lifetime.ts';
import { authenticateBearer } from '../oauth/bearer.service.ts';
import { findMasterKey, findUserByToken, touchToken } from './credentials.queries.ts';

type Kind = 'token' | 'session';

/** How often a use is noted. */
const NOTED_EVERY_MS = 5 * 60_000;

/**
 * Who a request comes from. The Authorization header goes first: `Token` for users, `Api-Key` for master keys, `Bearer` for
 * applications and machines; a wrong one is refused and nothing else is tried. Without one that is meant for us, the session counts; one that has ended counts as none.
 */
export async function authenticate(
  ports: ManagementPorts,
  { authorization, session }: { authorization: string | null; session: string | null },
  defer: Defer,
): Promise<Actor | null> {
  const [scheme = '', ...rest] = (authorization ?? '').trim().split(/\s+/);
  const secret = rest.join(' ');
  switch (scheme.toLowerCase()) {
    case 'token':
      return authenticateToken(ports, secret, defer);
    case 'api-key':
      return authenticateMasterKey(ports, secret);
    case 'bearer':
      return authenticateBearer(ports, secret);
    default:
      return session === null ? null : authenticateSession(ports, session, defer);
  }
}

async function authenticateToken(ports: ManagementPorts, token: string, defer: Defer): Promise<Actor> {
  if (!/^[\x21-\x7e]{1,200}$/.test(token)) throw refused('Invalid token header.');
  const found = await findUser(ports, 'token', token, defer);
  if (found === null) throw refused('Invalid token.');
  if (!found.isActive) throw refused('User inactive or deleted.');
  return toActor(found, 'token');
}

async function authenticateSession(ports: ManagementPorts, key: string, defer: Defer): Promise<Actor | null> {
  const found = /^[0-9a-f]{1,200}$/.test(key) ? await findUser(ports, 'session', key, defer) : null;
  return found?.isActive === true ? toActor(found, 'session') : null;
}

/** Null for a token that nobody has, or that has expired. Its use is noted behind the answer. */
async function findUser({ database, setting }: ManagementPorts, kind: Kind, secret: string, defer: Defer) {
  const found = await findUserByToken(database.db, kind, await sha256Hex(secret));
  const now = Date.now();
  if (found === null || (found.expiresAt !== null && found.expiresAt.getTime() <= now)) return null;
  if ((found.lastUsedAt?.getTime() ?? 0) < now - NOTED_EVERY_MS) {
    const seconds = kind === 'session' ? readSessionSeconds(setting) : null;
    defer(
      touchToken(database.db, found.tokenId, seconds).catch((error: unknown) =>
        logFailure('credentials.use.unnoted', error, {}),
      ),
    );
  }
  return found;
}

type Found = NonNullable<Awaited<ReturnType<typeof findUserByToken>>>;

function toActor({ id, email, isSuperuser, tokenId, lacksSecondFactor }: Found, credential: Kind): Actor {
  return { kind: 'user', id, email, isSuperuser, tokenId, credential, lacksSecondFactor };
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
