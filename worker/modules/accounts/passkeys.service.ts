import type { NewPasskey, Passkey } from '../../contract/passkeys.ts';
import type { Context } from '../../core/context.ts';
import { toBase64Url } from '../../core/base64-url.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { deliverSoon, enqueueMail } from '../mails/mails.service.ts';
import { describeAccountChange } from './account-audit.service.ts';
import { passkeyAddedMail, passkeyRemovedMail } from './account-mails.ts';
import {
  CHALLENGE_SECONDS,
  describeCredentials,
  findParty,
  newChallenge,
  useChallenge,
} from './passkey-challenge.service.ts';
import { checkResponse, decode, PasskeyRefused } from './passkey-response.ts';
import { ALGORITHMS, openPublicKey } from './passkey-signature.ts';
import {
  countPasskeys,
  deletePasskey,
  insertPasskey,
  listPasskeys,
  renamePasskey,
  type PasskeyRow,
} from './passkeys.queries.ts';
import { ownUser, personOf } from './profile.service.ts';
import { proveOwner, type Proof } from './second-factor.service.ts';
import { lockUser, type User } from './users.queries.ts';

const MOST = 20;
const TOO_MANY = `An account has at most ${MOST} passkeys.`;

export async function showPasskeys(context: Context): Promise<Passkey[]> {
  return (await listPasskeys(context.database.db, personOf(context).id)).map(toPasskey);
}

/** What the browser needs to make a passkey, for who proves once more to be the owner. Throws INVALID keyed by field, THROTTLED. */
export async function startPasskey(context: Context, proof: Proof) {
  const user = await ownUser(context);
  const party = await findParty(context);
  await proveOwner(context, user, proof);
  const known = await listPasskeys(context.database.db, user.id);
  if (known.length >= MOST) throw invalid(TOO_MANY);
  return {
    public_key: {
      challenge: await newChallenge(context, 'add', user.id),
      rp: { id: party.id, name: 'Halyard' },
      user: {
        id: userHandle(user),
        name: user.email,
        displayName: `${user.firstName} ${user.lastName}`.trim() || user.email,
      },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: CHALLENGE_SECONDS * 1_000,
      excludeCredentials: describeCredentials(known),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      attestation: 'none',
    },
  };
}

/**
 * Adds what the browser has made. Nothing signs what a browser says of a new key where no attestation is asked for, so its own reading of the
 * key is as good as the form that it came in. Throws INVALID keyed `credential`.
 */
export async function addPasskey(
  context: Context,
  { name, credential: { id, response } }: NewPasskey,
): Promise<Passkey> {
  const user = await ownUser(context);
  const party = await findParty(context);
  const { counter } = await orInvalid(async () => {
    await useChallenge(context, 'add', user.id, response);
    const checked = await checkResponse(response, { party, type: 'webauthn.create', needsVerified: false });
    if (checked.credentialId !== id) throw new PasskeyRefused('The passkey is not the one that was made.');
    const key = await openPublicKey(response.publicKeyAlgorithm, decode(response.publicKey));
    if (key === null) throw new PasskeyRefused('The key of the passkey is of no kind that is understood.');
    return checked;
  });
  const added = await transact(context, async (write) => {
    await lockUser(write.db, user.id);
    if ((await countPasskeys(write.db, user.id)) >= MOST) throw invalid(TOO_MANY);
    const row = await insertPasskey(write.db, {
      userId: user.id,
      name,
      credentialId: id,
      publicKey: response.publicKey,
      algorithm: response.publicKeyAlgorithm,
      counter,
      transports: response.transports ?? [],
    });
    if (row === null) throw invalid({ credential: ['This passkey is in use already.'] });
    const what = { log: 'Passkey added', change: 'UPDATE' as const, after: { passkey: name } };
    for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
    return { row, mailId: await enqueueMail(write, passkeyAddedMail(user.email, name)) };
  });
  deliverSoon(context, added.mailId);
  return toPasskey(added.row);
}

/** Throws NOT_FOUND for one that is not the caller's. */
export async function changePasskey(context: Context, id: number, name: string): Promise<Passkey> {
  const row = await renamePasskey(context.database.db, personOf(context).id, id, name);
  if (row === null) throw notFound();
  return toPasskey(row);
}

/** Removes one for who proves once more to be the owner. Throws NOT_FOUND for one that is not the caller's, INVALID keyed by field, THROTTLED. */
export async function removePasskey(context: Context, id: number, proof: Proof): Promise<void> {
  const user = await ownUser(context);
  const known = await listPasskeys(context.database.db, user.id);
  if (!known.some((row) => row.id === id)) throw notFound();
  await proveOwner(context, user, proof);
  const mailId = await transact(context, async (write) => {
    const row = await deletePasskey(write.db, user.id, id);
    if (row === null) return null;
    const what = { log: 'Passkey removed', change: 'UPDATE' as const, before: { passkey: row.name } };
    for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
    return enqueueMail(write, passkeyRemovedMail(user.email, row.name));
  });
  if (mailId !== null) deliverSoon(context, mailId);
}

/** How authenticators name the account that a passkey is for. */
export const userHandle = ({ uuid }: Pick<User, 'uuid'>) => toBase64Url(new TextEncoder().encode(uuid));

async function orInvalid<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof PasskeyRefused ? invalid({ credential: [error.message] }) : error;
  }
}

const toPasskey = (row: PasskeyRow): Passkey => ({
  id: row.id,
  name: row.name,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
});
