import { Trip, type TripEnd, type TripStart } from '../../contract/provider-trips.ts';
import { toBase64Url } from '../../core/base64-url.ts';
import type { Context } from '../../core/context.ts';
import { DomainError, invalid } from '../../core/errors.ts';
import { toOwnPath } from '../../core/own-path.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { EmailUnproven, required } from './ask-provider.ts';
import { askGithub, askGoogleByCode, githubSite, googleSite } from './identity-providers.service.ts';
import { insertTrip, takeTrip } from './provider-trips.queries.ts';
import { findSite } from './site.service.ts';
import { NAMES, signInAs } from './social-sign-in.service.ts';
import type { Provider } from './users.queries.ts';

export const TRIP_SECONDS = 600;
const AGAIN = 'Nobody has been signed in. Begin again from the sign-in page.';

const newSecret = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
const placeOf = (stateHash: string) => `provider_trips|sealed_trip|${stateHash}`;

/** The providers that are set up for trips. */
export function listProviders(setting: Context['setting']): Provider[] {
  const isSetUp = (name: string) => ['ID', 'SECRET'].every((part) => setting(`${name}_CLIENT_${part}`) !== undefined);
  return (['google', 'github'] as const).filter((provider) => isSetUp(provider.toUpperCase()));
}

/**
 * Begins a trip to a provider for the browser with this cookie; the answer is where to send it. `origin` is that of the page, as the browser
 * says. Throws FORBIDDEN where the provider is not set up, INVALID for a page that the provider does not send back to.
 */
export async function startTrip(
  context: Context,
  provider: Provider,
  { next, ...invitation }: TripStart,
  { browser, origin }: { browser: string; origin: string | null },
): Promise<string> {
  const prefix = provider.toUpperCase();
  const clientId = required(context, `${prefix}_CLIENT_ID`);
  required(context, `${prefix}_CLIENT_SECRET`);
  const site = await findSite(context);
  if (origin !== null && origin !== new URL(site).origin) {
    throw invalid(`${NAMES[provider]} sends people back to ${site} alone: open the dashboard there.`);
  }
  const [state, verifier, nonce] = [newSecret(), newSecret(), newSecret()];
  const redirect = `${site}/oauth/${provider}`;
  const trip: Trip = { verifier, nonce, redirect, next: toOwnPath(next ?? '/'), invitation };
  const stateHash = await sha256Hex(state);
  const row = {
    provider,
    stateHash,
    browserHash: await sha256Hex(browser),
    sealedTrip: await context.sealer.seal(JSON.stringify(trip), placeOf(stateHash)),
  };
  await insertTrip(context.database.db, row, TRIP_SECONDS);
  const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirect,
    state,
    code_challenge: toBase64Url(new Uint8Array(challenge)),
    code_challenge_method: 'S256',
    prompt: 'select_account',
    ...(provider === 'google' ? { scope: 'openid email profile', nonce } : { scope: 'read:user user:email' }),
  });
  const asks =
    provider === 'google' ? `${googleSite(context)}/o/oauth2/v2/auth` : `${githubSite(context)}/login/oauth/authorize`;
  return `${asks}?${query.toString()}`;
}

/**
 * Signs in whoever is back from a provider, in the browser that was sent there. A state ends its trip, whatever else is wrong. Throws FORBIDDEN
 * with a code, and ProviderFailed.
 */
export async function endTrip(context: Context, provider: Provider, { code, state }: TripEnd, browser: string) {
  const stateHash = await sha256Hex(state);
  const row = await takeTrip(context.database.db, stateHash);
  const text =
    row?.provider === provider ? await context.sealer.open(row.sealedTrip, placeOf(stateHash)).catch(() => null) : null;
  if (row === null || text === null) {
    throw refused('sign_in_expired', `This sign-in took too long, or was finished before. ${AGAIN}`);
  }
  if (row.browserHash !== (await sha256Hex(browser))) {
    throw refused('sign_in_elsewhere', `This sign-in was begun in another browser. ${AGAIN}`);
  }
  const { verifier, nonce, redirect, next, invitation } = Trip.parse(JSON.parse(text));
  const exchange = { redirect_uri: redirect, code_verifier: verifier };
  const identity =
    provider === 'google'
      ? await askGoogleByCode(context, code, { ...exchange, nonce })
      : await askGithub(context, code, exchange);
  const { key, is_new_user } = await signInAs(context, provider, identity, invitation).catch((error: unknown) => {
    throw error instanceof EmailUnproven ? refused('email_unproven', error.message) : error;
  });
  return { key, next, is_new_user };
}

const refused = (wireCode: string, message: string) => new DomainError('FORBIDDEN', message, { wireCode });
