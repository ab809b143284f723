import type { Operation } from './http/operation.ts';
import { auditOperations } from './modules/audit/audit-logs.routes.ts';
import { docsOperations } from './modules/docs/docs.routes.ts';
import { environmentFactsOperations } from './modules/environments/environment-facts.routes.ts';
import { environmentsOperations } from './modules/environments/environments.routes.ts';
import { serverKeysOperations } from './modules/environments/server-keys.routes.ts';
import { featureSegmentOperations } from './modules/feature-segments/feature-segments.routes.ts';
import { identityStateOperations } from './modules/feature-states/identity-states.routes.ts';
import { environmentStateOperations } from './modules/feature-states/environment-states.routes.ts';
import { nestedStateOperations } from './modules/feature-states/nested-states.routes.ts';
import { featureOwnerOperations } from './modules/features/feature-owners.routes.ts';
import { featureOperations } from './modules/features/features.routes.ts';
import { multivariateOptionOperations } from './modules/features/multivariate-options.routes.ts';
import { flagOperations } from './modules/flags-api/flags.routes.ts';
import { projectsOperations } from './modules/projects/projects.routes.ts';
import { tagsOperations } from './modules/tags/tags.routes.ts';

/** The management API, but for its own description. */
const DESCRIBED: readonly Operation[] = [
  ...projectsOperations,
  ...environmentsOperations,
  ...environmentFactsOperations,
  ...serverKeysOperations,
  ...tagsOperations,
  ...featureOperations,
  ...featureOwnerOperations,
  ...multivariateOptionOperations,
  ...environmentStateOperations,
  ...identityStateOperations,
  ...nestedStateOperations,
  ...featureSegmentOperations,
  ...flagOperations,
  ...auditOperations,
];

/** The management API: every operation there is. */
export const OPERATIONS: readonly Operation[] = [...DESCRIBED, ...docsOperations(DESCRIBED)];
