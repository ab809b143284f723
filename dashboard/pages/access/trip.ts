import type { Provider } from './providers.ts';

const KEY = 'halyard.oauth';

/** Somebody who is at a provider: what that has to send back, and where they were going. */
type Trip = { provider: Provider; state: string; next: string };

/** Begins a trip in this window; the answer is the state to send along. Throws where nothing may be stored. */
export function startTrip(provider: Provider, next: string): string {
  const state = Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const trip: Trip = { provider, state, next };
  sessionStorage.setItem(KEY, JSON.stringify(trip));
  return state;
}

/** Where somebody who is back was going; null if this window did not send them there with this state. Counts once. */
export function endTrip(provider: Provider, state: string): string | null {
  try {
    const trip = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Trip | null;
    sessionStorage.removeItem(KEY);
    return trip !== null && trip.provider === provider && trip.state === state ? trip.next : null;
  } catch {
    return null;
  }
}
