import type { Trip } from './social.ts';

const KEY = 'halyard.trip';

/** Kept in this tab alone, while it is at the provider's. */
export function beginTrip(next: string): Trip {
  const trip = { state: crypto.randomUUID(), next };
  sessionStorage.setItem(KEY, JSON.stringify(trip));
  return trip;
}

/** Once. */
export function endTrip(): Trip | null {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return kept === null ? null : (JSON.parse(kept) as Trip);
}
