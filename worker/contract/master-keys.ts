import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { moment, text } from './text-fields.ts';
import { Moment } from './pages.ts';

export const NewMasterKey = z.object({
  name: optional(text(50)),
  is_admin: optional(flag()),
  expiry_date: optional(nullable(moment())),
});

export const MasterKeyUpdate = z.extend(NewMasterKey, { revoked: optional(flag()) });

export const MasterKey = z.object({
  id: z.string(),
  prefix: z.string(),
  created: Moment,
  name: z.string(),
  revoked: z.boolean(),
  expiry_date: z.nullable(Moment),
  is_admin: z.boolean(),
  has_expired: z.boolean(),
  created_by: z.nullable(z.int()),
});

/** The one time that the key itself is shown. */
export const CreatedMasterKey = z.extend(MasterKey, { key: z.string() });

export type NewMasterKey = z.infer<typeof NewMasterKey>;
export type MasterKeyUpdate = z.infer<typeof MasterKeyUpdate>;
export type MasterKey = z.infer<typeof MasterKey>;
export type CreatedMasterKey = z.infer<typeof CreatedMasterKey>;
