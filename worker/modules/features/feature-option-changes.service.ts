import type { Db } from '../../../drizzle/db.ts';
import type { NestedOptionInput } from '../../contract/multivariate-options.ts';
import { invalid } from '../../core/errors.ts';
import { checkWeights, isAboveHundred } from './feature-rules.service.ts';
import { pickValue, type FeatureValue } from '../../core/feature-value.ts';
import {
  deleteOptionRows,
  insertOptions,
  updateOptionRow,
  type NewOption,
  type Option,
} from './multivariate-options.queries.ts';
import { findLargestLiveWeight, insertDefaultWeights } from './option-weights.queries.ts';

/** What a list of options makes of those that a feature has: the listed ones with an id stay, new ones come, the rest goes. */
export type OptionChanges = {
  added: Omit<NewOption, 'featureId'>[];
  updated: { before: Option; after: Option }[];
  removed: Option[];
};

/** Throws INVALID for an option of elsewhere, a value that does not fit its type, or weights above 100 %. */
export function compareOptions(current: Option[], wanted: NestedOptionInput[]): OptionChanges {
  const byId = new Map(current.map((option) => [option.id, option]));
  const kept = new Set<number>();
  const added: OptionChanges['added'] = [];
  const all: Option[] = [];
  for (const input of wanted) {
    if (input.id == null) {
      added.push({ ...mustPickValue(input), defaultPercentageAllocation: input.default_percentage_allocation ?? 100 });
      continue;
    }
    const before = byId.get(input.id);
    if (before === undefined || kept.has(input.id)) {
      throw invalid({ multivariate_options: [`Invalid pk "${input.id}" - object does not exist.`] });
    }
    kept.add(input.id);
    all.push(mergeOption(before, input));
  }
  const weights = [...all, ...added].map((option) => option.defaultPercentageAllocation ?? 0);
  checkWeights('multivariate_options', weights);
  return {
    added,
    updated: all
      .map((after) => ({ before: byId.get(after.id) ?? after, after }))
      .filter(({ before, after }) => isChanged(before, after)),
    removed: current.filter(({ id }) => !kept.has(id)),
  };
}

/** Removes, changes and adds in this order, so that weights which move from one option to another fit. The feature must be locked. */
export async function applyOptionChanges(
  db: Db,
  featureId: number,
  { added, updated, removed }: OptionChanges,
): Promise<Option[]> {
  await deleteOptionRows(
    db,
    featureId,
    removed.map(({ id }) => id),
  );
  for (const { after } of updated) await updateOptionRow(db, featureId, after.id, toColumns(after));
  return addOptions(db, featureId, added, 'multivariate_options');
}

/**
 * Adds options with their default weights to every environment default. Throws INVALID under the field if one that is live would come to
 * more than 100 %. The feature must be locked.
 */
export async function addOptions(
  db: Db,
  featureId: number,
  options: OptionChanges['added'],
  field: string,
): Promise<Option[]> {
  if (options.length === 0) return [];
  const weight = options.reduce((sum, option) => sum + (option.defaultPercentageAllocation ?? 100), 0);
  if (weight > 0 && isAboveHundred((await findLargestLiveWeight(db, featureId)) + weight)) {
    throw invalid({ [field]: ['The weights in an environment would come to more than 100 %.'] });
  }
  const inserted = await insertOptions(
    db,
    options.map((option) => ({ ...option, featureId })),
  );
  await insertDefaultWeights(
    db,
    featureId,
    inserted.map(({ id }) => id),
  );
  return inserted;
}

/** The option with what the input says; fields that it leaves out stay. Throws INVALID. */
export function mergeOption(option: Option, input: Omit<NestedOptionInput, 'id'>): Option {
  const speaksOfValue =
    input.type !== undefined ||
    input.integer_value !== undefined ||
    input.string_value !== undefined ||
    input.boolean_value !== undefined;
  const value = speaksOfValue
    ? mustPickValue({
        type: input.type === undefined ? option.type : input.type,
        integer_value: input.integer_value === undefined ? option.integerValue : input.integer_value,
        string_value: input.string_value === undefined ? option.stringValue : input.string_value,
        boolean_value: input.boolean_value === undefined ? option.booleanValue : input.boolean_value,
      })
    : {};
  const weight = input.default_percentage_allocation ?? option.defaultPercentageAllocation;
  return { ...option, ...value, defaultPercentageAllocation: weight };
}

export function mustPickValue(input: Parameters<typeof pickValue>[0]): FeatureValue {
  const value = pickValue(input);
  if (value !== null) return value;
  throw invalid({ [input.type === 'int' ? 'integer_value' : 'boolean_value']: ['This field may not be null.'] });
}

export function isChanged(before: Option, after: Option): boolean {
  return JSON.stringify(toColumns(before)) !== JSON.stringify(toColumns(after));
}

export function toColumns({ key, type, integerValue, stringValue, booleanValue, defaultPercentageAllocation }: Option) {
  return { key, type, integerValue, stringValue, booleanValue, defaultPercentageAllocation };
}
