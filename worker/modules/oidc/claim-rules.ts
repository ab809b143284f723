import type { TrustRelationship } from '../../contract/trust-relationships.ts';

type Claims = ReadonlyMap<string, unknown>;

/** Whether the token is meant for the audience: its own, or one of several. */
export function isMeantFor(claims: Claims, audience: string): boolean {
  return textsOf(claims.get('aud')).includes(audience);
}

/** Whether each rule's claim has one of the rule's values; of a list, one of its items. Without a rule nothing matches. */
export function matchesRules(claims: Claims, rules: TrustRelationship['claim_rules']): boolean {
  return (
    rules.length > 0 &&
    rules.every(({ claim, values }) => textsOf(claims.get(claim)).some((text) => values.includes(text)))
  );
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => (Array.isArray(item) ? [] : textsOf(item)));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}
