import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import type { MultivariateOption, OptionInput } from '../../contract/multivariate-options.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { lockProjectFor } from '../projects/project-lock.service.ts';
import { addOptions, isChanged, mergeOption, mustPickValue, toColumns } from './feature-option-changes.service.ts';
import { placeOf } from './feature-place.ts';
import { checkWeights, namingFaults } from './feature-rules.service.ts';
import { isLiveFeature, lockFeature, updateFeatureRow } from './features.queries.ts';
import { touchProject } from './features.service.ts';
import { toOption } from './multivariate-options.mappers.ts';
import {
  countOptions,
  deleteOptionRows,
  findOption,
  findOptionById,
  listOptions,
  updateOptionRow,
} from './multivariate-options.queries.ts';
import { describeOptions } from './option-audit.mappers.ts';

const WEIGHT = 'default_percentage_allocation';

/** One page of the feature's options, oldest first. Throws NOT_FOUND. */
export async function listFeatureOptions(
  { database: { db } }: Context,
  scope: Scope,
  featureId: number,
  window: { limit: number; offset: number },
) {
  const [exists, count, options] = await Promise.all([
    isLiveFeature(db, placeOf(scope).projectId, featureId),
    countOptions(db, featureId),
    listOptions(db, featureId, window),
  ]);
  if (!exists) throw notFound();
  return { count, items: options.map(toOption) };
}

/** Throws NOT_FOUND. */
export async function getOption({ database: { db } }: Context, scope: Scope, featureId: number, optionId: number) {
  const [exists, option] = await Promise.all([
    isLiveFeature(db, placeOf(scope).projectId, featureId),
    findOption(db, featureId, optionId),
  ]);
  if (!exists || option === null) throw notFound();
  return toOption(option);
}

/** The option that the scope names. Throws NOT_FOUND. */
export async function getOptionOfScope({ database: { db } }: Context, scope: Scope): Promise<MultivariateOption> {
  const option = await findOptionById(db, scope.resourceId);
  if (option === null) throw notFound();
  return toOption(option);
}

/** Adds an option with its default weight to every environment default. Throws NOT_FOUND, INVALID. */
export async function createOption(
  context: Context,
  scope: Scope,
  featureId: number,
  input: OptionInput,
): Promise<MultivariateOption> {
  const place = placeOf(scope);
  const option = {
    ...mustPickValue(input),
    key: readKey(input.key),
    defaultPercentageAllocation: input.default_percentage_allocation ?? 100,
  };
  return namingFaults(() =>
    transact(context, async (write) => {
      // No environment may be made meanwhile, as it would lack the option.
      await lockProjectFor(write, place.projectId);
      const feature = await lockFeature(write.db, place.projectId, featureId);
      if (feature === null) throw notFound();
      const current = await listOptions(write.db, featureId);
      checkWeights(
        WEIGHT,
        [...current, option].map(({ defaultPercentageAllocation }) => defaultPercentageAllocation),
      );
      const [added] = await addOptions(write.db, featureId, [option], WEIGHT);
      if (added === undefined) throw new Error('an insert returned no row');
      if (feature.type !== 'MULTIVARIATE') await updateFeatureRow(write.db, featureId, { type: 'MULTIVARIATE' });
      const changes = { added: [added], updated: [], removed: [] };
      for (const entry of describeOptions(place, feature, changes)) recordAudit(write, entry);
      await touchProject(write, place.projectId, 'multivariate-option');
      return toOption(added);
    }),
  );
}

/** Changes what the request speaks of; the weights in environments stay. Throws NOT_FOUND, INVALID. */
export async function updateOption(
  context: Context,
  scope: Scope,
  featureId: number,
  optionId: number,
  input: OptionInput,
): Promise<MultivariateOption> {
  const place = placeOf(scope);
  return namingFaults(() =>
    transact(context, async (write) => {
      const feature = await lockFeature(write.db, place.projectId, featureId);
      const all = feature === null ? [] : await listOptions(write.db, featureId);
      const before = all.find(({ id }) => id === optionId);
      if (feature === null || before === undefined) throw notFound();
      const merged = mergeOption(before, input);
      const after = { ...merged, key: input.key === undefined ? before.key : readKey(input.key) };
      if (!isChanged(before, after)) return toOption(before);
      const weights = all.map((option) => (option.id === optionId ? after : option).defaultPercentageAllocation);
      checkWeights(WEIGHT, weights);
      await updateOptionRow(write.db, featureId, optionId, toColumns(after));
      const changes = { added: [], updated: [{ before, after }], removed: [] };
      for (const entry of describeOptions(place, feature, changes)) recordAudit(write, entry);
      await touchProject(write, place.projectId, 'multivariate-option');
      return toOption(after);
    }),
  );
}

/** Removes the option with its weights; without options the feature is a standard one again. Throws NOT_FOUND. */
export async function deleteOption(context: Context, scope: Scope, featureId: number, optionId: number): Promise<void> {
  const place = placeOf(scope);
  await transact(context, async (write) => {
    const feature = await lockFeature(write.db, place.projectId, featureId);
    const option = feature === null ? null : await findOption(write.db, featureId, optionId);
    if (feature === null || option === null) throw notFound();
    await deleteOptionRows(write.db, featureId, [optionId]);
    if ((await countOptions(write.db, featureId)) === 0) {
      await updateFeatureRow(write.db, featureId, { type: 'STANDARD' });
    }
    const changes = { added: [], updated: [], removed: [option] };
    for (const entry of describeOptions(place, feature, changes)) recordAudit(write, entry);
    await touchProject(write, place.projectId, 'multivariate-option');
  });
}

/** Blank is no key. Throws INVALID for what is no slug, and for the name of the value that no option has. */
function readKey(key: string | null | undefined): string | null {
  if (key == null || key === '') return null;
  if (!/^[-a-zA-Z0-9_]+$/.test(key)) {
    throw invalid({ key: ['Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.'] });
  }
  if (key === 'control') throw invalid({ key: ['"control" is reserved for the value outside of all options.'] });
  return key;
}
