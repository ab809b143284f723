import type { Scope } from '../../core/access.ts';

/** Where features live: the tenancy keys of their queries. */
export type FeaturePlace = { organisationId: number; projectId: number };

/** The scope's project. Every operation on features names one, so its absence is a fault of ours. */
export function placeOf({ organisationId, projectId }: Scope): FeaturePlace {
  if (projectId === null) throw new Error('the operation names nothing that belongs to a project');
  return { organisationId, projectId };
}
