import { checkPattern, compilePattern } from '../../engine/index.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid } from '../../core/errors.ts';

/** What the unique and foreign keys say of the input, by constraint. */
const BROKEN: Record<string, [field: string, message: string]> = {
  features_name_unique: [
    'name',
    'A feature with this name already exists in the project (upper and lower case are alike).',
  ],
  feature_tags_tag_fk: ['tags', 'A tag does not exist in the project.'],
  feature_owners_member_fk: ['owners', 'An owner is not a member of the organisation.'],
  feature_group_owners_group_fk: ['group_owners', 'A group does not exist in the organisation.'],
  multivariate_feature_options_key_unique: ['key', 'Another option of the feature has this key.'],
};

/** Runs a change of features, telling what the database refuses as a fault of the input where it is one. */
export async function namingFaults<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    const broken = BROKEN[violatedConstraint(error) ?? ''];
    if (broken === undefined) throw error;
    throw invalid({ [broken[0]]: [broken[1]] });
  }
}

/** Throws INVALID unless the whole name matches the project's pattern. A pattern that cannot be used matches no name. */
export function checkName(name: string, pattern: string | null): void {
  if (pattern === null || pattern === '') return;
  // Flags count for a whole pattern, so they stay in front of what is put around it.
  const [, flags = '', rest = ''] = /^(\(\?[a-zA-Z]+\))?(.*)$/s.exec(pattern) ?? [];
  if (checkPattern(pattern) === null && compilePattern(`${flags}(?:${rest})\\Z`)(name)) return;
  throw invalid({ name: [`The name must match the project's pattern: ${pattern}`] });
}

/** Throws INVALID naming the first of the ids that was not found. */
export function checkFound(field: string, wanted: readonly number[], found: Iterable<number>): void {
  const known = new Set(found);
  const missing = wanted.find((id) => !known.has(id));
  if (missing !== undefined) throw invalid({ [field]: [`Invalid pk "${missing}" - object does not exist.`] });
}

/** Throws INVALID if the default weights of a feature's options come to more than 100 %. */
export function checkWeights(field: string, weights: readonly number[]): void {
  if (isAboveHundred(weights.reduce((sum, weight) => sum + weight, 0))) {
    throw invalid({ [field]: ['The weights of the options may not come to more than 100 %.'] });
  }
}

/** Sums of fractions are off by a little. */
export function isAboveHundred(sum: number): boolean {
  return sum > 100 + 1e-9;
}
