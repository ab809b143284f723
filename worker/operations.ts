import type { Operation } from './http/operation.ts';
import { firstStartOperations } from './modules/accounts/first-start.routes.ts';
import { linkOperations } from './modules/accounts/links.routes.ts';
import { signInOperations } from './modules/accounts/sign-in.routes.ts';
import { deprecatedUserOperations, userOperations } from './modules/accounts/users.routes.ts';
import { auditOperations } from './modules/audit/audit-logs.routes.ts';
import { outboxOperations } from './modules/mails/outbox.routes.ts';

/** The management API: every operation there is. */
export const OPERATIONS: readonly Operation[] = [
  ...signInOperations,
  ...userOperations,
  ...deprecatedUserOperations,
  ...linkOperations,
  ...firstStartOperations,
  ...outboxOperations,
  ...auditOperations,
];
