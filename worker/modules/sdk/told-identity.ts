import type { ToldIdentity } from '../../core/told-batch.ts';
import { listMemberships } from '../../engine/index.ts';
import type { Identified } from './identify.service.ts';
import { serverFlagRuns } from './identity-json.ts';
import type { Access, SdkRequest } from './sdk-access.ts';

/** Has the environment's integrations told who was served what, after the answer; nothing where there is none. */
export function tellIdentity({ ports, defer }: SdkRequest, access: Access, identified: Identified): void {
  const { record } = access.environment;
  if (record.tells_identities !== true) return;
  const { identifier, traits } = identified;
  // What somebody gets follows from the version and these.
  const seen = traits.length === 0 ? String(record.version) : `${record.version} ${JSON.stringify(traits)}`;
  ports.teller.tell(record.environment_id, identifier, seen, () => describe(access, identified), defer);
}

function describe(access: Access, identified: Identified): ToldIdentity {
  const { identifier, traits } = identified;
  const values = new Map(traits.map((trait) => [trait.trait_key, trait.trait_value]));
  const segments = listMemberships(access.environment.compiled, { identifier, traits: values }).map(
    ({ segment: { key, name }, isMember }) => `,${JSON.stringify({ id: Number(key), name, member: isMember })}`,
  );
  return { identifier, traits, flags: serverFlagRuns(access, identified), segments };
}
