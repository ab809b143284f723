import type { Operation } from './http/operation.ts';
import { auditOperations } from './modules/audit/audit-logs.routes.ts';
import { featureOwnerOperations } from './modules/features/feature-owners.routes.ts';
import { featureOperations } from './modules/features/features.routes.ts';
import { multivariateOptionOperations } from './modules/features/multivariate-options.routes.ts';

/** The management API: every operation there is. */
export const OPERATIONS: readonly Operation[] = [
  ...auditOperations,
  ...featureOperations,
  ...featureOwnerOperations,
  ...multivariateOptionOperations,
];
