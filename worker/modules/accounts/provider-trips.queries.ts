import { eq, lt, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { providerTrips } from '../../../drizzle/schema/provider-trips.ts';

type NewTrip = Omit<typeof providerTrips.$inferInsert, 'expiresAt'>;

/** Those that have expired leave at the same time. */
export async function insertTrip(db: Db, trip: NewTrip, seconds: number): Promise<void> {
  await db.delete(providerTrips).where(lt(providerTrips.expiresAt, sql`now()`));
  await db.insert(providerTrips).values({ ...trip, expiresAt: sql`now() + make_interval(secs => ${seconds}::int)` });
}

/** Ends the trip of a state, whoever asks. Null for one that has ended, has expired, or was never begun. */
export async function takeTrip(db: Db, stateHash: string) {
  const { provider, browserHash, sealedTrip } = providerTrips;
  const isLive = sql<boolean>`${providerTrips.expiresAt} > now()`;
  const [row] = await db
    .delete(providerTrips)
    .where(eq(providerTrips.stateHash, stateHash))
    .returning({ provider, browserHash, sealedTrip, isLive });
  return row?.isLive === true ? row : null;
}
