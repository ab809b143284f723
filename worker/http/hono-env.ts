import type { HalyardEnv } from '../platform/bindings.ts';
import type { Deps } from '../platform/management-deps.ts';

/** What every Hono handler finds on its context. */
export type HonoEnv = { Bindings: HalyardEnv; Variables: { deps: Deps } };
