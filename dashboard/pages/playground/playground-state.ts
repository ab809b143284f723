/** Somebody who is tried: traits as they were typed. */
export type Somebody = { identifier: string; traits: string };
export type PlaygroundState = { people: Somebody[]; environments: string[] };

export const MOST_PEOPLE = 6;
export const MOST_ENVIRONMENTS = 4;
const SOMEBODY: Somebody = { identifier: 'somebody', traits: '' };

/** What the address holds: `who` for each person as `<identifier> <traits>`, and `env` with the environments' keys. */
export function readState(query: URLSearchParams, fallback: string | undefined): PlaygroundState {
  const people = query.getAll('who').slice(0, MOST_PEOPLE).map(readPerson);
  const environments = (query.get('env') ?? '').split(',').filter(Boolean).slice(0, MOST_ENVIRONMENTS);
  return {
    people: people.length > 0 ? people : [SOMEBODY],
    environments: environments.length > 0 || fallback === undefined ? environments : [fallback],
  };
}

export function toQuery({ people, environments }: PlaygroundState): string {
  const query = new URLSearchParams();
  for (const { identifier, traits } of people) query.append('who', JSON.stringify([identifier, traits]));
  query.set('env', environments.join(','));
  return query.toString();
}

function readPerson(text: string): Somebody {
  try {
    const [identifier, traits] = JSON.parse(text) as unknown[];
    return {
      identifier: typeof identifier === 'string' ? identifier : '',
      traits: typeof traits === 'string' ? traits : '',
    };
  } catch {
    return SOMEBODY;
  }
}

/** The traits in what was typed, or what is wrong with it. */
export function readTraits(text: string): { traits: Record<string, unknown> } | { fault: string } {
  if (text.trim() === '') return { traits: {} };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const bad = Object.entries(value).find(([, one]) => !['string', 'number', 'boolean'].includes(typeof one));
      if (bad === undefined) return { traits: value as Record<string, unknown> };
      return { fault: `“${bad[0]}” must be a text, a number, true or false.` };
    }
    return { fault: 'Enter an object, as in {"plan": "pro"}.' };
  } catch {
    return { fault: 'This is not JSON.' };
  }
}
