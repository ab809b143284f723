import type { EnvironmentDocument } from '../../../worker/contract/environment-document.ts';
import type { Trait } from '../../../worker/contract/identities.ts';
import type { FlagTrace } from '../../../worker/engine/index.ts';
import type { Engine } from '../../api/engine.ts';
import type { FlagValue, OwnState } from './identities.api.ts';
import { valueOf } from './typed-value.ts';

/** A flag as the identity gets it, with the override of its own if there is one. */
export type Row = { trace: FlagTrace; own: OwnState | null };

/** Every flag of the environment for the identity, as the server would answer. */
export function toRows(
  { compileEnvironment, explainIdentity }: Engine,
  document: EnvironmentDocument,
  { identifier, traits }: { identifier: string; traits: readonly Trait[] },
  states: readonly OwnState[],
): Row[] {
  const known = new Map(traits.map((trait) => [trait.trait_key, valueOf(trait)]));
  const own = new Map(states.map((state) => [featureIdOf(state), state]));
  const { flags } = explainIdentity(compileEnvironment(document as never), { identifier, traits: known });
  return flags.map((trace) => ({ trace, own: own.get(trace.feature.id ?? 0) ?? null }));
}

export const valueIn = ({ trace }: Row): FlagValue => (trace.outcome.value ?? null) as FlagValue;

const featureIdOf = ({ feature }: OwnState) => (typeof feature === 'number' ? feature : feature.id);
