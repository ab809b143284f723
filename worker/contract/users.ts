import * as z from 'zod/mini';
import { Moment } from './pages.ts';

/** A person as others see them. */
export const UserSummary = z.object({
  id: z.int(),
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  last_login: z.nullable(Moment),
  uuid: z.string(),
});

export type UserSummary = z.infer<typeof UserSummary>;
