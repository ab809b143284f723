import type { IdentifyInput } from './identify.service.ts';
import { SdkError } from './sdk-response.ts';
import { checkIdentifier, checkTraits, parseBoolean, type FieldErrors } from './trait-input.ts';

/** Checks the body of an identification. Throws 400 with all faulty fields. */
export function checkIdentifyBody(body: unknown): IdentifyInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SdkError(400, { non_field_errors: ['Invalid data. Expected a dictionary.'] });
  }
  const { identifier, traits, transient } = body as Record<string, unknown>;
  const errors: FieldErrors = {};
  const name = isAbsent(identifier) ? null : checkIdentifier(identifier);
  if (name !== null && 'message' in name) errors['identifier'] = [name.message];
  const checkedTraits = checkTraits(traits);
  if (!checkedTraits.ok) errors['traits'] = checkedTraits.errors['traits'] ?? [];
  const isTransient = parseBoolean(transient);
  if (isTransient === undefined) errors['transient'] = ['Must be a valid boolean.'];
  if (Object.keys(errors).length > 0 || !checkedTraits.ok || isTransient === undefined) throw new SdkError(400, errors);
  return {
    identifier: name !== null && 'text' in name ? name.text : null,
    traits: checkedTraits.value,
    transient: isTransient,
  };
}

/** compat: nothing, null and blanks all mean an anonymous identity. */
function isAbsent(identifier: unknown): boolean {
  return (
    identifier === undefined || identifier === null || (typeof identifier === 'string' && identifier.trim() === '')
  );
}

/** Turns the fields of a form, `traits[0]trait_key` and the like, into the body that JSON would carry. */
export function formToIdentifyBody(fields: [string, string][]): unknown {
  const scalars = new Map<string, string>();
  const traits = new Map<number, Map<string, string>>();
  for (const [name, value] of fields) {
    const match = /^traits\[(\d{1,4})\][.[]?(trait_key|trait_value|transient)\]?$/.exec(name);
    if (match === null) scalars.set(name, value);
    else {
      const index = Number(match[1]);
      const trait = traits.get(index) ?? new Map<string, string>();
      traits.set(index, trait.set(match[2] ?? '', value));
    }
  }
  return {
    identifier: scalars.get('identifier'),
    transient: scalars.get('transient'),
    traits: [...traits.values()].map((trait) => ({
      trait_key: trait.get('trait_key'),
      trait_value: trait.get('trait_value'),
      transient: trait.get('transient'),
    })),
  };
}
