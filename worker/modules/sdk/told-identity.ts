import { listMemberships } from '../../engine/index.ts';
import type { Identified } from './identify.service.ts';
import { flagsJson } from './identity-json.ts';
import type { Access, SdkRequest } from './sdk-access.ts';

/** Has the environment's integrations told who was served what, after the answer; nothing where there is none. */
export function tellIdentity({ ports, defer }: SdkRequest, access: Access, identified: Identified): void {
  const { record } = access.environment;
  if (record.tells_identities !== true) return;
  const { identifier, traits } = identified;
  // What somebody gets follows from the version and these.
  const seen = `${record.version} ${JSON.stringify(traits)}`;
  ports.teller.tell(record.environment_id, identifier, seen, () => toldJson(access, identified), defer);
}

/** The text of a ToldIdentity: as servers see the flags, whoever asked. */
function toldJson(access: Access, identified: Identified): string {
  const { environment } = access;
  const { identifier, traits } = identified;
  const values = new Map(traits.map((trait) => [trait.trait_key, trait.trait_value]));
  const segments = listMemberships(environment.compiled, { identifier, traits: values }).map(
    ({ segment: { key, name }, isMember }) => ({ id: Number(key), name, member: isMember }),
  );
  const flags = flagsJson({ ...access, view: environment.server }, identified);
  return `{"identifier":${JSON.stringify(identifier)},"traits":${JSON.stringify(traits)},"flags":${flags},"segments":${JSON.stringify(segments)}}`;
}
