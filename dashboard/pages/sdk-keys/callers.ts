import type { UsageData } from '../../../worker/contract/usage.ts';

export type Caller = { name: string; version: string; requests: number; lastDay: string };

/** Which SDKs asked, the busiest first: what they say of themselves, summed over the days. */
export function listCallers(rows: readonly UsageData[]): Caller[] {
  const callers = new Map<string, Caller>();
  for (const { day, labels, flags, identities, traits, environment_document: documents } of rows) {
    const name = labels?.client_application_name ?? labels?.user_agent ?? 'Says nothing of itself';
    const version = labels?.client_application_version ?? '';
    const requests = flags + identities + traits + documents;
    const key = `${name}\n${version}`;
    const known = callers.get(key) ?? { name, version, requests: 0, lastDay: '' };
    callers.set(key, {
      ...known,
      requests: known.requests + requests,
      lastDay: requests > 0 && day > known.lastDay ? day : known.lastDay,
    });
  }
  return [...callers.values()].filter(({ requests }) => requests > 0).toSorted((a, b) => b.requests - a.requests);
}
