import { requestAnonymously } from './client.ts';

/** A session, or a ticket with which a code from the authenticator app makes one. */
export type SignedIn = { key: string } | { ephemeral_token: string };

export function askForSession(email: string, password: string): Promise<SignedIn> {
  return requestAnonymously('POST', '/api/v1/auth/login/', { email, password });
}

export function confirmWithCode(ticket: string, code: string): Promise<{ key: string }> {
  return requestAnonymously('POST', '/api/v1/auth/login/code/', { ephemeral_token: ticket, code });
}
