import * as z from 'zod/mini';
import { choice } from './choice-fields.ts';
import { list } from './list-field.ts';
import { id } from './number-fields.ts';
import { Moment } from './pages.ts';
import { UserSummary } from './users.ts';

/** Most members or other rows that one request may name. */
const MOST = 1000;

export const Role = z.enum(['ADMIN', 'USER']);

export const Member = z.extend(UserSummary, { role: Role, date_joined: Moment });

export const MemberWithOrganisation = z.extend(Member, {
  organisation: z.object({ id: z.int(), name: z.string() }),
});

export const MembersQuery = z.object({ exclude_current: z.optional(z.string()) });

export const MembersToRemove = list(z.object({ id: id() }), MOST);
export const RemovedMembers = z.array(z.object({ id: z.int() }));

export const RoleUpdate = z.object({ role: choice(['ADMIN', 'USER']) });

export type Member = z.infer<typeof Member>;
export type MemberWithOrganisation = z.infer<typeof MemberWithOrganisation>;
