import type { Scope } from '../../core/access.ts';

/** Where states live: the tenancy keys of their queries. */
export type EnvironmentPlace = { organisationId: number; projectId: number; environmentId: number };

/** The scope's environment. Every operation on states names one, so its absence is a fault of ours. */
export function environmentOf({ organisationId, projectId, environmentId }: Scope): EnvironmentPlace {
  if (projectId === null || environmentId === null) throw new Error('the operation names nothing of an environment');
  return { organisationId, projectId, environmentId };
}
