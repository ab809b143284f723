import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { optional } from './field.ts';
import { list } from './list-field.ts';
import { text, url } from './text-fields.ts';
import { Moment } from './pages.ts';

const ClaimRule = z.object({ claim: text(255), values: list(text(500), 100) });

export const NewTrustRelationship = z.object({
  name: text(100),
  issuer: url(500),
  audience: text(500),
  claim_rules: list(ClaimRule, 50),
  /** Required: left out of a whole update it would make an administrator of what was none. */
  is_admin: flag(),
});

export const TrustRelationshipUpdate = z.object({
  name: optional(text(100)),
  issuer: optional(url(500)),
  audience: optional(text(500)),
  claim_rules: optional(list(ClaimRule, 50)),
  is_admin: optional(flag()),
});

export const TrustRelationship = z.object({
  id: z.int(),
  name: z.string(),
  issuer: z.string(),
  audience: z.string(),
  claim_rules: z.array(z.object({ claim: z.string(), values: z.array(z.string()) })),
  is_admin: z.boolean(),
  master_api_key_id: z.string(),
  master_api_key_prefix: z.string(),
  created_at: Moment,
  created_by: z.nullable(z.int()),
});

export const TokenExchange = z.object({ token: text(16_000) });

export const MachineToken = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.int(),
});

export type NewTrustRelationship = z.infer<typeof NewTrustRelationship>;
export type TrustRelationshipUpdate = z.infer<typeof TrustRelationshipUpdate>;
export type TrustRelationship = z.infer<typeof TrustRelationship>;
export type MachineToken = z.infer<typeof MachineToken>;
