import type { Context } from '../../core/context.ts';
import { toBase64Url } from '../../core/base64-url.ts';
import { invalid } from '../../core/errors.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { PasskeyRefused, readChallenge, type RelyingParty } from './passkey-response.ts';
import { insertChallenge, takeChallenge, type PasskeyRow, type Purpose } from './passkeys.queries.ts';
import { findSite } from './site.service.ts';

const BYTES = 32;
export const CHALLENGE_SECONDS = 300;

/** Whom passkeys are for: where the dashboard is reached. Throws INVALID for an address without a name, which browsers refuse. */
export async function findParty(context: Context): Promise<RelyingParty> {
  const { origin, hostname: id } = new URL(await findSite(context));
  if (/^[\d.]+$|^\[/.test(id)) throw invalid(`Passkeys need a host with a name, and ${id} has none.`);
  return { origin, id };
}

/** A new challenge, for five minutes and one answer. `userId` is null where nobody has yet said who they are. */
export async function newChallenge(context: Context, purpose: Purpose, userId: number | null): Promise<string> {
  const challenge = toBase64Url(crypto.getRandomValues(new Uint8Array(BYTES)));
  const challengeHash = await sha256Hex(challenge);
  await insertChallenge(context.database.db, { purpose, userId, challengeHash }, CHALLENGE_SECONDS);
  return challenge;
}

/** Uses up the challenge of an answer, whatever else is wrong with it. Throws PasskeyRefused. */
export async function useChallenge(
  context: Context,
  purpose: Purpose,
  userId: number | null,
  response: Parameters<typeof readChallenge>[0],
): Promise<void> {
  const challengeHash = await sha256Hex(readChallenge(response));
  if (await takeChallenge(context.database.db, { purpose, userId, challengeHash })) return;
  throw new PasskeyRefused('What the passkey answers was not asked, was answered before, or too long ago.');
}

/** How WebAuthn names credentials that are known. */
export const describeCredentials = (rows: PasskeyRow[]) =>
  rows.map(({ credentialId, transports }) => ({ type: 'public-key', id: credentialId, transports }));
