import type { Engine } from '../../api/engine.ts';
import type { FlagTrace } from '../../../worker/engine/index.ts';
import type { EnvironmentDocument } from '../../../worker/contract/environment-document.ts';
import { readTraits, type Somebody } from './playground-state.ts';
import type { Stored } from './stored-traits.ts';

export type Column = {
  id: string;
  environment: { api_key: string; name: string };
  person: Somebody;
  /** Those that were typed. */
  traits: Record<string, unknown>;
  document: EnvironmentDocument;
  flags: ReadonlyMap<string, FlagTrace>;
};

export type Place = { api_key: string; name: string };

/** One column for each person in each environment: typed traits over stored ones. Those that cannot be read count as none.
 * compat: the server trims identifiers that it is sent. */
export function evaluateAll(
  { compileEnvironment, explainIdentity }: Engine,
  environments: readonly Place[],
  documents: readonly EnvironmentDocument[],
  people: readonly Somebody[],
  stored: Pick<Stored, 'find'>,
): Column[] {
  return environments.flatMap((environment, place) => {
    const document = documents[place];
    if (document === undefined) return [];
    const compiled = compileEnvironment(document as never);
    return people.map((person, index) => {
      const read = readTraits(person.traits);
      const traits = 'traits' in read ? read.traits : {};
      const known = Object.entries(stored.find(environment.api_key, person.identifier) ?? {});
      const all = new Map<string, unknown>([...known, ...Object.entries(traits)]);
      const { flags } = explainIdentity(compiled, { identifier: person.identifier.trim(), traits: all });
      return {
        id: `${environment.api_key}-${index}`,
        environment,
        person,
        traits,
        document,
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
