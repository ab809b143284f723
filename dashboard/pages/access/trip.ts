import type { Provider } from '../../api/sign-in-providers.ts';

const KEY = 'halyard.oauth';

/** Somebody who is at a provider: what that has to send back, where they were going, and whether the server has sent them. */
type Trip = { provider: Provider; state: string; next: string; isLed: boolean };

/** Begins a trip that the server knows nothing of; the answer is the state to send along. Throws where nothing may be stored. */
export function startTrip(provider: Provider, next: string): string {
  const state = Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  keep({ provider, state, next, isLed: false });
  return state;
}

/** Notes a trip that the server has begun: it alone judges the return, and what is kept here leads back to the sign-in if that fails. */
export function noteTrip(provider: Provider, authorizeUrl: string, next: string): void {
  try {
    keep({ provider, state: new URL(authorizeUrl).searchParams.get('state') ?? '', next, isLed: true });
  } catch {
    // Nothing may be stored; the trip goes on all the same.
  }
}

/** The trip of somebody who is back; null if this window did not send them there with this state. Counts once. */
export function endTrip(provider: Provider, state: string): Trip | null {
  try {
    const trip = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Trip | null;
    sessionStorage.removeItem(KEY);
    return trip !== null && trip.provider === provider && trip.state === state ? trip : null;
  } catch {
    return null;
  }
}

const keep = (trip: Trip) => sessionStorage.setItem(KEY, JSON.stringify(trip));
