import { sql, type SQL } from 'drizzle-orm';
import { LIVE_STATES } from './environment-document.sql.ts';

/** `with … live_states as (…)`: the environment's defaults and segment overrides in force, by the rules of the document. */
export function liveStatesOf(environmentId: number): SQL {
  return sql.raw(LIVE_STATES.replaceAll('$1', Math.trunc(environmentId).toFixed(0)));
}
