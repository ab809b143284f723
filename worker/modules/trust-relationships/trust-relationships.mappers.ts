import type { TrustRelationship } from '../../contract/trust-relationships.ts';
import type { TrustRow } from './trust-relationships.queries.ts';

export function toTrustRelationship({ trust, key }: TrustRow): TrustRelationship {
  return {
    id: trust.id,
    name: trust.name,
    issuer: trust.issuer,
    audience: trust.audience,
    claim_rules: trust.claimRules,
    is_admin: key.isAdmin,
    master_api_key_id: `${key.prefix}.${key.keyHash}`,
    master_api_key_prefix: key.prefix,
    created_at: trust.createdAt.toISOString(),
    created_by: trust.createdById,
  };
}
