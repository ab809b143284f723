import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { listHealthEvents, listHealthProviders } from './feature-health.queries.ts';

export const showHealthEvents = ({ database }: Context, { projectId }: Scope) =>
  listHealthEvents(database.db, projectId ?? 0);

export const showHealthProviders = ({ database }: Context, { projectId }: Scope) =>
  listHealthProviders(database.db, projectId ?? 0);
