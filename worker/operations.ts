import type { Operation } from './http/operation.ts';
import { signInOperations } from './modules/accounts/sign-in.routes.ts';
import { userOperations } from './modules/accounts/users.routes.ts';
import { auditOperations } from './modules/audit/audit-logs.routes.ts';

/** The management API: every operation there is. */
export const OPERATIONS: readonly Operation[] = [...signInOperations, ...userOperations, ...auditOperations];
