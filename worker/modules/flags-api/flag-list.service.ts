import type { Flag } from '../../contract/flag-updates.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { inferFeatureValue, toScalar } from '../../core/feature-value.ts';
import { environmentOf, listEnvironmentRows } from '../feature-states/state-changes.service.ts';
import { toFlag } from './flags.mappers.ts';
import { listFeatureOrigins, type FeatureOrigin } from './flags.queries.ts';
import { toFlagContent } from './flags.service.ts';

export type ListedFlag = {
  id: number;
  name: string;
  variations: { id: number; name: string }[];
  flag: Flag;
};

/** What all features that are not archived are in the scope's environment, by name; and the segments that override any. */
export async function listFlags(
  { database: { db } }: Context,
  scope: Scope,
): Promise<{ flags: ListedFlag[]; segments: { id: number; name: string }[] }> {
  const { projectId, environmentId } = environmentOf(scope);
  const [features, rows] = await Promise.all([
    listFeatureOrigins(db, projectId),
    listEnvironmentRows(db, environmentId),
  ]);
  const rowsOf = Map.groupBy(rows, (row) => row.feature_id);
  const flags = features.map(({ id, name, options, ...origin }) => {
    const content = toFlagContent(rowsOf.get(id) ?? [], toOrigin({ options, ...origin }));
    const flag = toFlag(
      content,
      options.map((option) => option.id),
    );
    return { id, name, variations: options.map((option) => ({ id: option.id, name: option.name })), flag };
  });
  const used = new Set(flags.flatMap(({ flag }) => flag.segment_overrides.map(({ segment }) => segment.id)));
  const names = new Map(rows.map((row) => [row.segment_id, row.segment_name]));
  return { flags, segments: [...used].map((id) => ({ id, name: names.get(id) ?? '' })) };
}

function toOrigin({ default_enabled: enabled, initial_value: initial, options }: Omit<FeatureOrigin, 'id' | 'name'>) {
  const value = inferFeatureValue(initial);
  const weights = options.map(({ id, weight }) => ({ optionId: id, weight }));
  return {
    content: { enabled, value: { type: value.type, value: toScalar(value) }, weights },
    optionIds: options.map(({ id }) => id),
  };
}
