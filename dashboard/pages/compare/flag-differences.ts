import type { DashFlags } from '../../../worker/contract/dash.ts';
import type { Flag } from '../../../worker/contract/flag-updates.ts';

export const PARTS = ['state', 'value', 'segments'] as const;
/** In what a feature can differ; shares of variations are a part of the value. */
export type Part = (typeof PARTS)[number];

export const PART_NAMES: Readonly<Record<Part, string>> = { state: 'State', value: 'Value', segments: 'Segments' };

export type ListedFlag = DashFlags['features'][number];
export type FlagPair = { id: number; name: string; left: ListedFlag; right: ListedFlag; parts: Part[] };

/** The features of both, with what differs. One that was made or removed between the two answers is left out. */
export function pairFlags(left: DashFlags, right: DashFlags): FlagPair[] {
  const others = new Map(right.features.map((one) => [one.id, one]));
  return left.features.flatMap((one) => {
    const other = others.get(one.id);
    if (other === undefined) return [];
    return [{ id: one.id, name: one.name, left: one, right: other, parts: listDifferences(one.flag, other.flag) }];
  });
}

export function listDifferences(left: Flag, right: Flag): Part[] {
  const [one, other] = [left.environment_default, right.environment_default];
  const isSame: Record<Part, boolean> = {
    state: one.enabled === other.enabled,
    value: sayValue(one) === sayValue(other),
    segments: sayOverrides(left) === sayOverrides(right),
  };
  return PARTS.filter((part) => !isSame[part]);
}

export type PairFilter = { search: string; isDifferentOnly: boolean; part: Part | 'any' };

export function selectPairs(pairs: readonly FlagPair[], filter: PairFilter): FlagPair[] {
  const wanted = filter.search.trim().toLowerCase();
  return pairs.filter(({ name, parts }) => {
    if (!name.toLowerCase().includes(wanted)) return false;
    if (filter.part !== 'any') return parts.includes(filter.part);
    return !filter.isDifferentOnly || parts.length > 0;
  });
}

type Content = Flag['environment_default'];

const sayValue = ({ value, variants }: Content) =>
  JSON.stringify([value, variants.map(({ id, weight }) => [id, weight])]);

/** In the order in which they win, whatever the numbers of their priorities. */
const sayOverrides = (flag: Flag) =>
  JSON.stringify(sortOverrides(flag).map((one) => [one.segment.id, one.enabled, sayValue(one)]));

export function sortOverrides({ segment_overrides: overrides }: Flag): Flag['segment_overrides'] {
  return overrides.toSorted((left, right) => left.priority - right.priority);
}
