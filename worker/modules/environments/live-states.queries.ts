import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { Row, Statement } from '../../core/database.ts';
import { LIVE_STATES } from './environment-document.sql.ts';

/** `with … live_states as (…)`: the environment's defaults and segment overrides in force, by the rules of the document. */
export function liveStatesOf(environmentId: number): SQL {
  return sql.raw(withId(LIVE_STATES, environmentId));
}

/** Runs a statement whose one parameter is the environment's id. */
export async function runWithin(db: Db, statement: Statement, environmentId: number): Promise<Row[]> {
  return (await db.execute(sql.raw(withId(statement.sql, environmentId)))) as Row[];
}

const withId = (text: string, environmentId: number) => text.replaceAll('$1', Math.trunc(environmentId).toFixed(0));
