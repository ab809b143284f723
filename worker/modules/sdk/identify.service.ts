import type { Defer, IdentityStore, StoredIdentity, TraitValue } from '../../core/ports.ts';
import { sha256Hex } from '../../core/sha256.ts';
import type { Access } from './sdk-access.ts';
import type { SentTrait } from './trait-input.ts';

export type IdentifyInput = { identifier: string | null; traits: SentTrait[]; transient: boolean };

export type ShownTrait = { id: number | null; trait_key: string; trait_value: TraitValue; transient: boolean };

/** Who was identified and with which traits; ready to be evaluated and shown. */
export type Identified = { identifier: string; traits: ShownTrait[] };

/**
 * Carries out one identification: finds what is stored, stores what may and must be, and merges. Resolves once every
 * change is durable; an identification that changes nothing writes nothing.
 */
export async function identify(
  store: IdentityStore,
  access: Access,
  input: IdentifyInput,
  defer: Defer,
): Promise<Identified> {
  const { document } = access.environment.record;
  const mayTrait = access.origin === 'server' || document.allow_client_traits;
  const sent = mayTrait ? input.traits : [];
  if (input.identifier === null) {
    return { identifier: await anonymousIdentifier(sent), traits: mergeTraits(new Map(), sent, true) };
  }
  const known = await store.find(document.id, input.identifier, defer);
  const stored = known === 'unknown' || known === null ? new Map() : known.traits;
  const merged = mergeTraits(stored, sent, input.transient);
  if (!input.transient) {
    await storeChanges(store, document.id, input.identifier, known, keptTraits(access, sent), defer);
  }
  return { identifier: input.identifier, traits: merged };
}

/** Of the traits sent, those that are to be stored. */
function keptTraits(access: Access, sent: SentTrait[]): SentTrait[] {
  if (!access.environment.record.document.project.organisation.persist_trait_data) return [];
  return sent.filter((trait) => !trait.transient);
}

async function storeChanges(
  store: IdentityStore,
  environmentId: number,
  identifier: string,
  known: StoredIdentity | null | 'unknown',
  kept: SentTrait[],
  defer: Defer,
): Promise<void> {
  const set: [string, TraitValue][] = [];
  const remove: string[] = [];
  const stored = known === 'unknown' ? null : known;
  for (const { key, value } of kept) {
    const before = stored?.traits.get(key)?.value;
    if (value === null) {
      if (before !== undefined || stored?.isPartial === true || known === 'unknown') remove.push(key);
    } else if (value !== before) set.push([key, value]);
  }
  if (stored !== null && set.length === 0 && remove.length === 0) return;
  const write = { id: crypto.randomUUID(), environmentId, identifier, set, remove, writtenAt: Date.now() };
  await store.save(write, known, defer);
}

/** Stored traits, overridden and extended by those sent. A null removes the trait from sight. */
function mergeTraits(stored: StoredIdentity['traits'], sent: SentTrait[], allTransient: boolean): ShownTrait[] {
  const merged = new Map<string, ShownTrait>();
  for (const [key, { id, value }] of stored) {
    merged.set(key, { id, trait_key: key, trait_value: value, transient: false });
  }
  for (const { key, value, transient } of sent) {
    if (value === null) merged.delete(key);
    else {
      const isTransient = transient || allTransient;
      const id = isTransient ? null : (merged.get(key)?.id ?? null);
      merged.set(key, { id, trait_key: key, trait_value: value, transient: isTransient });
    }
  }
  return [...merged.values()];
}

/** compat: SHA-256 over key and value of all traits in key order, so that equal traits bucket equally; random without traits. */
async function anonymousIdentifier(sent: SentTrait[]): Promise<string> {
  const valued = sent.filter((trait) => trait.value !== null);
  if (valued.length === 0) return crypto.randomUUID().replaceAll('-', '');
  const ordered = valued.toSorted((left, right) => (left.key < right.key ? -1 : 1));
  return sha256Hex(ordered.map(({ key, value }) => `${key}${String(value)}`).join(''));
}
