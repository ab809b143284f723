import type { Context } from '../../core/context.ts';
import { findFirstRequests, type FirstRequest } from './first-request.queries.ts';

const HOUR_MS = 3_600_000;

/** When and by what an environment was first asked, as far as requests are counted; null for never. */
export async function findFirstRequest({ database }: Context, environmentId: number): Promise<FirstRequest | null> {
  const { hour, block } = await findFirstRequests(database.db, environmentId);
  if (hour === null || block === null) return hour ?? block;
  return block.blockStart.getTime() < hour.blockStart.getTime() + HOUR_MS ? block : hour;
}
