import type { ExportedSeed, ExportedState, ExportedValue } from '../../contract/organisation-export.ts';
import type { FlagsmithRows, Row } from './flagsmith-rows.ts';
import type { StateContent } from './state-content.ts';

/** What is counted for the report. */
export type StateFaults = { unseeded: number; unversioned: number; scheduled: number };

type Related = {
  rows: FlagsmithRows;
  values: Map<Row, Row[]>;
  weights: Map<Row, Row[]>;
  now: string;
  faults: StateFaults;
};

export type EnvironmentStates = {
  states: ExportedState[];
  seeds: ExportedSeed[];
  overrides: Map<Row, (StateContent & { feature: number })[]>;
};

/** The states of an environment that are in force: for each place the newest that has begun. */
export function toStates(related: Related, environment: Row, all: readonly Row[]): EnvironmentStates {
  const result: EnvironmentStates = { states: [], seeds: [], overrides: new Map() };
  for (const state of findLive(related, environment, all)) {
    const feature = related.rows.find('feature', state.get('feature'));
    if (feature === undefined) continue;
    const content = toContent(related, state);
    const identity = related.rows.find('identity', state.get('identity'));
    if (identity !== undefined) {
      const list = result.overrides.get(identity) ?? [];
      list.push({ feature: feature.id, ...content });
      result.overrides.set(identity, list);
    } else if (state.get('identity') === undefined) {
      placeState(related, result, state, { feature: feature.id, ...content });
    }
  }
  return result;
}

function findLive(related: Related, environment: Row, all: readonly Row[]): Iterable<Row> {
  const places = new Map<string, Row>();
  const liveVersions = environment.flag('use_v2_feature_versioning') === true ? findVersions(related, all) : null;
  for (const state of all) {
    const feature = related.rows.find('feature', state.get('feature'));
    if (feature === undefined || !isBegun(related, state)) continue;
    const isIdentity = state.get('identity') !== undefined;
    const version = JSON.stringify(state.get('environment_feature_version') ?? null);
    if (liveVersions !== null && !isIdentity && liveVersions.get(feature) !== version) continue;
    const place = JSON.stringify([feature.id, state.get('feature_segment') ?? null, state.get('identity') ?? null]);
    const other = places.get(place);
    if (other === undefined || isNewer(state, other)) places.set(place, state);
  }
  return places.values();
}

/** An environment default, or the override of a segment that the export holds. */
function placeState(
  { rows, faults }: Related,
  result: EnvironmentStates,
  state: Row,
  content: StateContent & { feature: number },
): void {
  const reference = state.get('feature_segment');
  const link = rows.find('featuresegment', reference);
  const segment = rows.find('segment', link?.get('segment'));
  if (reference !== undefined && segment === undefined) return;
  const at = segment === undefined ? {} : { segment: segment.id };
  const priority = link === undefined ? {} : { priority: link.number('priority') ?? 0 };
  result.states.push({ ...content, ...at, ...priority });
  const seed = state.number('mv_hashing_salt') ?? (state.isOwnId ? state.id : undefined);
  if (seed !== undefined) result.seeds.push({ feature: content.feature, ...at, seed });
  else if ((content.weights ?? []).length > 0) faults.unseeded += 1;
}

/** The version of each feature that is in force, by what states call it; by the newest state where the versions are not in the export. */
function findVersions({ rows, now, faults }: Related, states: readonly Row[]): Map<Row, string> {
  const newest = new Map<Row, { at: string; version: string }>();
  for (const state of states) {
    const feature = rows.find('feature', state.get('feature'));
    const reference = state.get('environment_feature_version');
    if (feature === undefined || reference === undefined) continue;
    const version = rows.find('environmentfeatureversion', reference);
    const at = version === undefined ? state.text('created_at') : version.text('live_from');
    if (version === undefined) faults.unversioned += 1;
    if (at === undefined || at > now || (version !== undefined && version.get('published_at') === undefined)) continue;
    const known = newest.get(feature);
    if (known === undefined || at > known.at) newest.set(feature, { at, version: JSON.stringify(reference) });
  }
  return new Map([...newest].map(([feature, { version }]) => [feature, version]));
}

function isBegun({ now, faults }: Related, state: Row): boolean {
  if (state.number('version') === undefined) return false;
  const from = state.text('live_from');
  const isScheduled = from !== undefined && from > now;
  if (isScheduled) faults.scheduled += 1;
  return !isScheduled;
}

function isNewer(state: Row, other: Row): boolean {
  const [from, than] = [state.text('live_from') ?? '', other.text('live_from') ?? ''];
  return from === than ? (state.number('version') ?? 0) > (other.number('version') ?? 0) : from > than;
}

function toContent({ rows, values, weights }: Related, state: Row): StateContent {
  const value = values.get(state)?.[0];
  return {
    enabled: state.flag('enabled') ?? false,
    value: value === undefined ? null : readTyped(value),
    weights: (weights.get(state) ?? []).flatMap((weight) => {
      const option = rows.find('multivariatefeatureoption', weight.get('multivariate_feature_option'));
      if (option === undefined) return [];
      return [{ option: option.id, percentage: weight.number('percentage_allocation') ?? 0 }];
    }),
  };
}

export function readTyped(row: Row, type = 'type'): ExportedValue {
  if (row.text(type) === 'int') return row.number('integer_value') ?? null;
  if (row.text(type) === 'bool') return row.flag('boolean_value') ?? null;
  return row.text('string_value') ?? null;
}
