import type { TraitValue } from '../../core/ports.ts';
import { isForm, readForm, readJson } from './request-body.ts';
import type { Access, SdkRequest } from './sdk-access.ts';
import { detail, SdkError, uncachedJson } from './sdk-response.ts';
import { requireTraitWrite, storeTraitChanges } from './trait-changes.ts';
import { checkIdentifier, checkTraitKey, checkTraitValue, TRAITS_LIMIT, type FieldErrors } from './trait-input.ts';

type TraitBody = { identifier: string; key: string; value: TraitValue | null };

const NOT_NULL = 'This field may not be null.';

/** `POST /api/v1/traits/`: sets one trait. compat: 200, not 201; a null value is refused. */
export async function postTrait(sdk: SdkRequest, access: Access): Promise<Response> {
  const body = await readJson(sdk.request);
  requireTraitWrite(access);
  const trait = checkTraitBody(body);
  if (trait.value === null) throw new SdkError(400, { trait_value: [NOT_NULL] });
  await storeTraitChanges(sdk, access, { identifier: trait.identifier, values: new Map([[trait.key, trait.value]]) });
  return uncachedJson(200, JSON.stringify(toTraitAnswer(trait)));
}

/** `PUT /api/v1/traits/bulk/`: sets many traits of many identities; a null value removes the trait. */
export async function putTraits(sdk: SdkRequest, access: Access): Promise<Response> {
  const body = await readJson(sdk.request);
  if (!Array.isArray(body) || body.some((item) => typeof item !== 'object' || item === null || Array.isArray(item))) {
    throw detail(400, 'Invalid request data');
  }
  requireTraitWrite(access);
  if (body.length > TRAITS_LIMIT) throw detail(400, `At most ${TRAITS_LIMIT} traits are accepted in one request.`);
  const traits = body.map(checkTraitBody);
  const byIdentifier = Map.groupBy(traits, (trait) => trait.identifier);
  for (const [identifier, group] of byIdentifier) {
    const values = new Map(group.map((trait) => [trait.key, trait.value]));
    await storeTraitChanges(sdk, access, { identifier, values });
  }
  return uncachedJson(200, JSON.stringify(traits.filter((trait) => trait.value !== null).map(toTraitAnswer)));
}

/** `POST /api/v1/traits/increment-value/`: adds to a whole-number trait; a missing one starts at 0. */
export async function postIncrement(sdk: SdkRequest, access: Access): Promise<Response> {
  const fields = isForm(sdk.request) ? Object.fromEntries(await readForm(sdk.request)) : await readJson(sdk.request);
  requireTraitWrite(access);
  const { identifier, key, by } = checkIncrementBody(fields);
  const store = sdk.ports.identities;
  const outcome = await store.increment(access.environment.record.environment_id, identifier, key, by, sdk.defer);
  if (outcome === 'not-an-integer') throw new SdkError(400, ['Trait is not an integer.']);
  if (outcome === 'unavailable') throw detail(503, 'The trait cannot be read at the moment.', { 'retry-after': '1' });
  return uncachedJson(200, JSON.stringify({ trait_key: key, trait_value: outcome, identifier }));
}

/** `POST /api/v1/identities/<identifier>/traits/<key>`, which only old clients use. */
export async function postNamedTrait(
  sdk: SdkRequest,
  access: Access,
  identifier: string,
  key: string,
): Promise<Response> {
  const body = await readJson(sdk.request);
  requireTraitWrite(access);
  const value =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)['trait_value'] : undefined;
  const trait = checkTraitBody({ identity: { identifier }, trait_key: key, trait_value: value });
  if (trait.value === null) throw new SdkError(400, { trait_value: [NOT_NULL] });
  await storeTraitChanges(sdk, access, { identifier: trait.identifier, values: new Map([[trait.key, trait.value]]) });
  return uncachedJson(200, JSON.stringify({ trait_key: trait.key, trait_value: trait.value }));
}

function toTraitAnswer({ identifier, key, value }: TraitBody) {
  return { identity: { identifier }, trait_value: value, trait_key: key };
}

function checkTraitBody(body: unknown): TraitBody {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SdkError(400, { non_field_errors: ['Invalid data. Expected a dictionary.'] });
  }
  const { identity, trait_key, trait_value } = body as Record<string, unknown>;
  const errors: FieldErrors = {};
  const named = typeof identity === 'object' && identity !== null ? (identity as Record<string, unknown>) : undefined;
  const identifier = checkIdentifier(named?.['identifier']);
  const key = checkTraitKey(trait_key);
  const value = checkTraitValue(trait_value);
  if (named === undefined) errors['identity'] = ['This field is required.'];
  else if ('message' in identifier) errors['identity'] = { identifier: [identifier.message] };
  if ('message' in key) errors['trait_key'] = [key.message];
  if ('message' in value) errors['trait_value'] = [value.message];
  if ('text' in identifier && 'text' in key && 'value' in value) {
    return { identifier: identifier.text, key: key.text, value: value.value };
  }
  throw new SdkError(400, errors);
}

function checkIncrementBody(body: unknown): { identifier: string; key: string; by: number } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SdkError(400, { non_field_errors: ['Invalid data. Expected a dictionary.'] });
  }
  const { identifier, trait_key, increment_by } = body as Record<string, unknown>;
  const errors: FieldErrors = {};
  const name = checkIdentifier(identifier);
  const key = checkTraitKey(trait_key);
  const by = checkInteger(increment_by);
  if ('message' in name) errors['identifier'] = [name.message];
  if ('message' in key) errors['trait_key'] = [key.message];
  if ('message' in by) errors['increment_by'] = [by.message];
  if ('text' in name && 'text' in key && 'integer' in by) {
    return { identifier: name.text, key: key.text, by: by.integer };
  }
  throw new SdkError(400, errors);
}

function checkInteger(value: unknown): { integer: number } | { message: string } {
  if (value === undefined) return { message: 'This field is required.' };
  if (value === null) return { message: NOT_NULL };
  const integer = typeof value === 'string' && /^\s*-?\d{1,16}\s*$/.test(value) ? Number(value) : value;
  return typeof integer === 'number' && Number.isSafeInteger(integer)
    ? { integer }
    : { message: 'A valid integer is required.' };
}
