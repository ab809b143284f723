import { OVERRIDE } from './unleash-features.ts';
import type { Load } from './wrk.ts';

/** What an identity gets, in numbers: features that are on, and of these overridden ones and ones with an option. */
type Counts = { enabled: number; overridden: number; options: number };
type Flag = { enabled: boolean; feature_state_value: unknown };
type Toggle = { variant: { name: string } };

const IDENTITIES = 50;
/** Percentage splits fall on other identities there, by another hash; all else is the same. */
const TOLERANCE = 2;

/** Prints what both serve on average to the first identities; throws when it is not about the same. */
export async function checkUnleashAgreement(ours: Load, theirs: Load): Promise<void> {
  const mine = average(
    await Promise.all((ours.bodies ?? []).slice(0, IDENTITIES).map((body) => countOurs(ours, body))),
  );
  const other = average(
    await Promise.all((theirs.paths ?? []).slice(0, IDENTITIES).map((path) => countTheirs(theirs, path))),
  );
  const line = ({ enabled, overridden, options }: Counts) =>
    `${enabled.toFixed(1)} features on, ${overridden.toFixed(1)} of them overridden, ${options.toFixed(1)} with an option`;
  console.log(`Average of ${IDENTITIES} identities: Halyard ${line(mine)}; Unleash ${line(other)}`);
  for (const key of ['enabled', 'overridden', 'options'] as const) {
    if (!(Math.abs(mine[key] - other[key]) <= TOLERANCE)) throw new Error('Unleash does not serve the same workload');
  }
}

async function countOurs({ url, headers = {} }: Load, body: string): Promise<Counts> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const { flags } = (await response.json()) as { flags: Flag[] };
  const on = flags.filter(({ enabled }) => enabled);
  const countStart = (start: string) => on.filter((flag) => String(flag.feature_state_value).startsWith(start)).length;
  return { enabled: on.length, overridden: countStart('override'), options: countStart('variant_') };
}

async function countTheirs({ url, headers = {} }: Load, path: string): Promise<Counts> {
  const response = await fetch(new URL(path, url), { headers });
  const { toggles } = (await response.json()) as { toggles: Toggle[] };
  return {
    enabled: toggles.length,
    overridden: toggles.filter(({ variant }) => variant.name === OVERRIDE).length,
    options: toggles.filter(({ variant }) => variant.name.startsWith('option-')).length,
  };
}

function average(all: Counts[]): Counts {
  const mean = (key: keyof Counts) => all.reduce((sum, counts) => sum + counts[key], 0) / all.length;
  return { enabled: mean('enabled'), overridden: mean('overridden'), options: mean('options') };
}
