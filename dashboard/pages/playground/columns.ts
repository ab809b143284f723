import type { Engine } from '../../api/engine.ts';
import type { FlagTrace } from '../../../worker/engine/index.ts';
import { readTraits, type Somebody } from './playground-state.ts';

export type Column = {
  id: string;
  environment: { api_key: string; name: string };
  person: Somebody;
  traits: Record<string, unknown>;
  flags: ReadonlyMap<string, FlagTrace>;
};

export type Place = { api_key: string; name: string };
type Document = Parameters<Engine['compileEnvironment']>[0];

/** One column for each person in each environment. Traits that cannot be read count as none. */
export function evaluateAll(
  { compileEnvironment, explainIdentity }: Engine,
  environments: readonly Place[],
  documents: readonly Document[],
  people: readonly Somebody[],
): Column[] {
  return environments.flatMap((environment, place) => {
    const document = documents[place];
    if (document === undefined) return [];
    const compiled = compileEnvironment(document);
    return people.map((person, index) => {
      const read = readTraits(person.traits);
      const traits = 'traits' in read ? read.traits : {};
      const { flags } = explainIdentity(compiled, { identifier: person.identifier, traits: traits as never });
      return {
        id: `${environment.api_key}-${index}`,
        environment,
        person,
        traits,
        flags: new Map(flags.map((flag) => [flag.feature.name, flag])),
      };
    });
  });
}

/** All features of the columns, in the order of the first environment. */
export function listFeatures(columns: readonly Column[]): string[] {
  return [...new Set(columns.flatMap(({ flags }) => [...flags.keys()]))];
}

/** Whether the feature is the same in all columns. */
export function isAlike(columns: readonly Column[], feature: string): boolean {
  const texts = columns.map(({ flags }) => {
    const outcome = flags.get(feature)?.outcome;
    return outcome === undefined ? 'none' : JSON.stringify([outcome.enabled, outcome.value]);
  });
  return new Set(texts).size <= 1;
}
