import type { ManagementPorts } from '../../core/context.ts';
import { DomainError, notFound } from '../../core/errors.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { logEvent } from '../../platform/log.ts';

const SHORTEST_KEY = 32;
const WRONG_KEYS = { uses: 10, seconds: 60 };

/** Throws NOT_FOUND where no key is set, UNAUTHENTICATED for a wrong one, THROTTLED for many wrong ones. Asks no database. */
export async function checkOperatorKey(
  { setting, throttle }: Pick<ManagementPorts, 'setting' | 'throttle'>,
  authorization: string,
  address: string,
): Promise<void> {
  const key = setting('HALYARD_OPERATOR_KEY') ?? '';
  if (key.length < SHORTEST_KEY) throw notFound();
  const [scheme = '', given = ''] = authorization.split(' ', 2);
  // Hashes, so that the time of the comparison tells nothing of the key.
  const [wanted, offered] = await Promise.all([sha256Hex(key), sha256Hex(given)]);
  if (scheme.toLowerCase() === 'bearer' && wanted === offered) return;
  logEvent('operator.key.refused', {});
  const wait = await throttle.take(`operator:${address}`, WRONG_KEYS);
  if (wait !== null) throw new DomainError('THROTTLED', 'Too many wrong keys.', { retryAfter: wait });
  throw new DomainError('UNAUTHENTICATED', 'The operator key is wrong.');
}
