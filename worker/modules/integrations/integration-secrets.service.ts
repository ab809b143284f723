import type { Context } from '../../core/context.ts';
import { SEALED_PLACES } from '../../core/sealed-places.ts';
import { KIND_FACTS, isConfiguredKind } from './integration-kinds.ts';
import type { IntegrationTarget } from './change-receivers.queries.ts';

type Sealing = Pick<Context, 'sealer'>;
type Owner = Pick<IntegrationTarget, 'uuid' | 'organisationId'>;

const placeOf = ({ organisationId, uuid }: Owner, field: string) =>
  SEALED_PLACES.integration(organisationId, uuid, field);

/** One secret of an integration, for `openFields`. */
export function sealSecret({ sealer }: Sealing, owner: Owner, field: string, value: string): Promise<string> {
  return sealer.seal(value, placeOf(owner, field));
}

/** One secret in the clear; blank for none. Rejects if it cannot be read. */
export async function openSecret(
  { sealer }: Sealing,
  { secrets, ...owner }: Omit<IntegrationTarget, 'id'>,
  field: string,
): Promise<string> {
  const sealed = secrets[field];
  return sealed === undefined ? '' : sealer.open(sealed, placeOf(owner, field));
}

/** The fields of the kind apart: those that may be read, and the others sealed. Empty secrets are none. */
export async function sealFields(
  sealing: Sealing,
  owner: Owner,
  kind: keyof typeof KIND_FACTS,
  fields: Record<string, unknown>,
): Promise<{ settings: Record<string, unknown>; secrets: Record<string, string> }> {
  const names = KIND_FACTS[kind].secrets;
  const entries = Object.entries(fields);
  const sealed = entries
    .filter(([name, value]) => names.includes(name) && value !== '')
    .map(async ([name, value]) => [name, await sealSecret(sealing, owner, name, String(value))] as const);
  return {
    settings: Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
    secrets: Object.fromEntries(await Promise.all(sealed)),
  };
}

/** All fields of the integration in the clear: for requests alone, never for answers. Rejects if a secret cannot be read. */
export async function openFields(
  { sealer }: Sealing,
  row: Omit<IntegrationTarget, 'id'>,
): Promise<Record<string, unknown>> {
  const opened = Object.entries(row.secrets).map(
    async ([name, sealed]) => [name, await sealer.open(sealed, placeOf(row, name))] as const,
  );
  const none = isConfiguredKind(row.kind) ? KIND_FACTS[row.kind].secrets.map((name) => [name, ''] as const) : [];
  return { ...row.settings, ...Object.fromEntries([...none, ...(await Promise.all(opened))]) };
}
