import { index, pgTable, text } from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { idColumn, moment, oneOf } from './columns.ts';

export const tripProviders = ['google', 'github'] as const;

/** Ways to a provider and back that are under way. Each state ends one, and of it and of the browser's cookie only hashes are kept. */
export const providerTrips = pgTable(
  'provider_trips',
  {
    id: idColumn(),
    provider: text('provider', { enum: tripProviders }).notNull(),
    stateHash: text('state_hash').notNull().unique(),
    browserHash: text('browser_hash').notNull(),
    /** What the way back needs, sealed: an invitation among it, and the secret half of the exchange. */
    sealedTrip: text('sealed_trip').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        index('provider_trips_end').on(t.expiresAt),
        oneOf('provider_trips_provider_known', t.provider, tripProviders),
      ]
    : undefined,
);
