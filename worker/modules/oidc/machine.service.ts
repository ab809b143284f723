import type { Actor } from '../../core/access.ts';
import type { ManagementPorts } from '../../core/context.ts';
import { findMachineKey } from '../trust-relationships/trusted-machines.service.ts';

/** The key behind the trust relationship that one of our tokens names; null for a token that does not hold, or that has outlived either. */
export async function authenticateMachine(
  { database, machineTokens }: ManagementPorts,
  token: string,
): Promise<Actor | null> {
  const id = await machineTokens.verify(token, new Date());
  const key = id === null ? null : await findMachineKey({ database }, id);
  if (key === null || (key.expiryDate !== null && key.expiryDate <= new Date())) return null;
  const { name, organisationId, isAdmin } = key;
  return { kind: 'master-key', id: key.id, name, organisationId, isAdmin };
}
