import type { Database } from '../../core/database.ts';
import { findBackingKey, listTrustOfIssuer } from './trust-relationships.queries.ts';

type Ports = { database: Database };

/** The relationships of all organisations whose tokens the issuer may have signed. */
export function listTrusting({ database }: Ports, issuer: string) {
  return listTrustOfIssuer(database.db, issuer);
}

/** The key through which the machines of a relationship act; null once either is gone. */
export function findMachineKey({ database }: Ports, trustRelationshipId: number) {
  return findBackingKey(database.db, trustRelationshipId);
}
