import * as z from 'zod/mini';
import { choice } from './choice-fields.ts';
import { nullable, optional } from './field.ts';
import { list } from './list-field.ts';
import { id } from './number-fields.ts';
import { email, moment } from './text-fields.ts';
import { Role } from './members.ts';
import { Moment } from './pages.ts';
import { UserSummary } from './users.ts';

const role = choice(['ADMIN', 'USER']);

/** Most invites that one request may make: each is a mail. */
const MOST_INVITES = 100;

export const NewInvite = z.object({
  email: email(),
  role: optional(role),
  permission_groups: optional(list(id(), 100)),
});

export const NewInvites = z.object({
  invites: optional(list(NewInvite, MOST_INVITES)),
  /** compat: invites as plain users. */
  emails: optional(list(email(), MOST_INVITES)),
});

export const Invite = z.object({
  id: z.int(),
  email: z.string(),
  role: Role,
  date_created: Moment,
  permission_groups: z.array(z.int()),
});

export const InviteWithAuthor = z.extend(Invite, { invited_by: z.nullable(UserSummary) });

export const NewInviteLink = z.object({ role: optional(role), expires_at: optional(nullable(moment())) });

export const InviteLink = z.object({
  id: z.int(),
  hash: z.string(),
  date_created: Moment,
  role: Role,
  expires_at: z.nullable(Moment),
});

export type NewInvite = z.infer<typeof NewInvite>;
export type Invite = z.infer<typeof Invite>;
export type InviteWithAuthor = z.infer<typeof InviteWithAuthor>;
export type NewInviteLink = z.infer<typeof NewInviteLink>;
export type InviteLink = z.infer<typeof InviteLink>;
