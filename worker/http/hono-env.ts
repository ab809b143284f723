import type { HalyardEnv } from '../platform/bindings.ts';
import type { Deps } from '../platform/deps.ts';

/** What every Hono handler finds on its context. */
export type HonoEnv = { Bindings: HalyardEnv; Variables: { deps: Deps } };
