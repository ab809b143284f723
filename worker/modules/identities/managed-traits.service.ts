import type { Trait, TraitInput, TraitPatch } from '../../contract/identities.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact, type Write } from '../audit/transact.service.ts';
import { deleteTraits } from '../environments/environment-facts.service.ts';
import { arePersistedTraits, lockIdentity, findIdentity, type IdentityRow } from './managed-identities.queries.ts';
import {
  countTraits,
  deleteTrait,
  findTrait,
  insertTrait,
  listTraits,
  updateTrait,
  type TraitRow,
  type TraitValues,
} from './managed-traits.queries.ts';

export async function showTraits(
  { database }: Context,
  { environmentId }: Scope,
  identityId: number,
  window: { limit: number; offset: number },
) {
  const owner = { environmentId: environmentId ?? 0, identityId };
  const [identity, count, rows] = await Promise.all([
    findIdentity(database.db, owner.environmentId, identityId),
    countTraits(database.db, owner),
    listTraits(database.db, owner, window),
  ]);
  if (identity === null) throw notFound();
  return { count, items: rows.map(toTrait) };
}

export async function getTrait({ database }: Context, { environmentId }: Scope, identityId: number, id: number) {
  const row = await findTrait(database.db, { environmentId: environmentId ?? 0, identityId }, id);
  if (row === null) throw notFound();
  return toTrait(row);
}

export async function createTrait(
  context: Context,
  scope: Scope,
  identityId: number,
  input: TraitInput,
): Promise<Trait> {
  const values = readValue(input, null);
  return changeTraits(context, scope, identityId, 'CREATE', input.trait_key, async ({ db }, owner) => {
    const row = await insertTrait(db, owner, input.trait_key, values);
    if (row === null) throw invalid({ trait_key: ['The identity has a trait with this key already.'] });
    return toTrait(row);
  });
}

/** The key of a trait is its name and cannot change. */
export async function changeTrait(
  context: Context,
  scope: Scope,
  identityId: number,
  id: number,
  input: TraitPatch,
): Promise<Trait> {
  const before = await getTrait(context, scope, identityId, id);
  return changeTraits(context, scope, identityId, 'UPDATE', before.trait_key, async ({ db }, owner) => {
    const row = await findTrait(db, owner, id);
    if (row === null) throw notFound();
    return toTrait(await updateTrait(db, owner, id, readValue(input, row)));
  });
}

export async function removeTrait(
  context: Context,
  scope: Scope,
  identityId: number,
  id: number,
  fromEverybody: boolean,
): Promise<void> {
  const { trait_key: key } = await getTrait(context, scope, identityId, id);
  if (fromEverybody) {
    await deleteTraits(context, scope, key);
    return;
  }
  await changeTraits(context, scope, identityId, 'DELETE', key, ({ db }, owner) => deleteTrait(db, owner, id));
}

/** Values of traits are personal data and stay out of the audit log. */
async function changeTraits<T>(
  context: Context,
  { organisationId, projectId, environmentId }: Scope,
  identityId: number,
  change: 'CREATE' | 'UPDATE' | 'DELETE',
  key: string,
  work: (write: Write, owner: { environmentId: number; identityId: number }) => Promise<T>,
): Promise<T> {
  const owner = { environmentId: environmentId ?? 0, identityId };
  let identity: IdentityRow | null = null;
  const result = await transact(context, async (write) => {
    identity = await lockIdentity(write.db, owner.environmentId, identityId);
    if (identity === null) throw notFound();
    if (change !== 'DELETE' && !(await arePersistedTraits(write.db, owner.environmentId))) {
      throw invalid('The organisation does not store traits.');
    }
    const value = await work(write, owner);
    const verb = { CREATE: 'added', UPDATE: 'updated', DELETE: 'deleted' }[change];
    recordAudit(write, {
      organisationId,
      projectId,
      environmentId,
      type: 'IDENTITY',
      objectId: identity.id,
      objectUuid: identity.uuid,
      log: `Trait ${verb}: ${key} of ${identity.identifier}`,
      change: 'UPDATE',
    });
    return value;
  });
  await context.identities.forget(owner.environmentId, (identity as unknown as IdentityRow).identifier);
  return result;
}

/** The value in the column that the type names; without a type the one that is given decides. */
function readValue(input: TraitPatch, before: TraitRow | null): TraitValues {
  const none = { integerValue: null, floatValue: null, stringValue: null, booleanValue: null };
  const type = input.value_type ?? guessType(input) ?? before?.valueType ?? 'unicode';
  if (type === 'int')
    return {
      ...none,
      valueType: type,
      integerValue: required(input.integer_value ?? before?.integerValue, 'integer_value'),
    };
  if (type === 'float')
    return { ...none, valueType: type, floatValue: required(input.float_value ?? before?.floatValue, 'float_value') };
  if (type === 'bool')
    return {
      ...none,
      valueType: type,
      booleanValue: required(input.boolean_value ?? before?.booleanValue, 'boolean_value'),
    };
  return { ...none, valueType: type, stringValue: required(input.string_value ?? before?.stringValue, 'string_value') };
}

function guessType(input: TraitPatch): Trait['value_type'] | null {
  if (input.integer_value != null) return 'int';
  if (input.float_value != null) return 'float';
  if (input.boolean_value != null) return 'bool';
  return input.string_value == null ? null : 'unicode';
}

function required<T>(value: T | null | undefined, field: string): T {
  if (value === null || value === undefined) throw invalid({ [field]: ['This field is required.'] });
  return value;
}

function toTrait(row: TraitRow): Trait {
  return {
    id: row.id,
    trait_key: row.traitKey,
    value_type: row.valueType,
    integer_value: row.integerValue,
    string_value: row.stringValue,
    boolean_value: row.booleanValue,
    float_value: row.floatValue,
    created_date: row.createdDate.toISOString(),
  };
}
