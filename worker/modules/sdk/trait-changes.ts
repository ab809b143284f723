import type { StoredIdentity, TraitValue } from '../../core/ports.ts';
import type { Access, SdkRequest } from './sdk-access.ts';
import { detail, SdkError } from './sdk-response.ts';

/** One identity's trait changes of a request; null removes. */
export type TraitChanges = { identifier: string; values: Map<string, TraitValue | null> };

/** Throws what Flagsmith answers to a key that may not write traits: 400, or 403 where the organisation stores none. */
export function requireTraitWrite(access: Access): void {
  const { document } = access.environment.record;
  if (access.origin === 'client' && !document.allow_client_traits) {
    throw new SdkError(400, { non_field_errors: ['Setting traits not allowed with client key.'] });
  }
  if (!document.project.organisation.persist_trait_data) {
    throw detail(403, 'Organisation is not authorised to store traits.');
  }
}

/** Stores the changes, creating the identity where needed. Resolves once they are durable. */
export async function storeTraitChanges(sdk: SdkRequest, access: Access, changes: TraitChanges): Promise<void> {
  const store = sdk.ports.identities;
  const environmentId = access.environment.record.environment_id;
  const known = await store.find(environmentId, changes.identifier, sdk.defer);
  const traits: StoredIdentity['traits'] = known === 'unknown' || known === null ? new Map() : known.traits;
  const isWhole = known !== 'unknown' && known?.isPartial !== true;
  const set: [string, TraitValue][] = [];
  const remove: string[] = [];
  for (const [key, value] of changes.values) {
    if (value === null) {
      if (traits.has(key) || !isWhole) remove.push(key);
    } else if (traits.get(key)?.value !== value) set.push([key, value]);
  }
  if (known !== null && known !== 'unknown' && set.length === 0 && remove.length === 0) return;
  const write = {
    id: crypto.randomUUID(),
    environmentId,
    identifier: changes.identifier,
    set,
    remove,
    writtenAt: Date.now(),
  };
  await store.save(write, known, sdk.defer);
}
