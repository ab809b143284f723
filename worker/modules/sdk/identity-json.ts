import { evaluateIdentity, hashText, joinHashes, writeHash, type Outcome } from '../../engine/index.ts';
import type { Identified } from './identify.service.ts';
import type { Access } from './sdk-access.ts';

/** What the environment says to an identity, in feature order. */
function evaluateFor(access: Access, identified: Identified): Outcome[] {
  const { compiled } = access.environment;
  const traits = new Map(identified.traits.map((trait) => [trait.trait_key, trait.trait_value]));
  return evaluateIdentity(compiled, { identifier: identified.identifier, traits });
}

/** The body of an identities answer, put together from ready pieces. */
export function identityJson(access: Access, identified: Identified): string {
  return `${openAnswer(access, identified)}${flagsJson(access, identified)}}`;
}

/** An answer that is only written where its validator is not the one that the client has: another body has another tag. */
export type TaggedJson = { tag: string; write: () => string };

export function taggedIdentityJson(access: Access, identified: Identified): TaggedJson {
  const outcomes = evaluateFor(access, identified);
  const flags = access.view.identityFlagsHash(outcomes);
  const opening = openAnswer(access, identified);
  const tag = writeHash(joinHashes([hashText(opening), flags]));
  return { tag, write: () => `${opening}${access.view.identityFlags(outcomes)}}` };
}

function openAnswer(access: Access, { identifier, traits }: Identified): string {
  const shown = access.environment.record.document.hide_sensitive_data ? '[]' : JSON.stringify(traits);
  return `{"identifier":${JSON.stringify(identifier)},"traits":${shown},"flags":`;
}

/** The identity's flags as a JSON list. */
export function flagsJson(access: Access, identified: Identified): string {
  return access.view.identityFlags(evaluateFor(access, identified));
}

/** The identity's flags as servers see them, whoever asks: in runs that begin with a comma. */
export function serverFlagRuns(access: Access, identified: Identified): string[] {
  return access.environment.server.identityFlagRuns(evaluateFor(access, identified));
}

/** The identity's flag of exactly that name, or null if there is none that may be seen. */
export function identityFlagJson(access: Access, identified: Identified, name: string): string | null {
  const outcome = evaluateFor(access, identified).find(({ feature }) => feature.name === name);
  return outcome === undefined ? null : access.view.identityFlag(outcome);
}
