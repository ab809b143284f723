import type { Operation } from './http/operation.ts';
import { auditOperations } from './modules/audit/audit-logs.routes.ts';
import { groupOperations } from './modules/groups/groups.routes.ts';
import { inviteOperations } from './modules/invites/invites.routes.ts';
import { memberOperations } from './modules/members/members.routes.ts';
import { organisationOperations } from './modules/organisations/organisations.routes.ts';

/** The management API: every operation there is. */
export const OPERATIONS: readonly Operation[] = [
  ...auditOperations,
  ...organisationOperations,
  ...memberOperations,
  ...inviteOperations,
  ...groupOperations,
];
