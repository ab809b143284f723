import type { Scalar, ValueInput, WeightInput } from '../../contract/feature-states.ts';
import { invalid } from '../../core/errors.ts';

/** A value with the type that it is stored as. Only text may be null. */
export type StateValue = { type: 'int' | 'unicode' | 'bool'; value: Scalar };
export type Weight = { optionId: number; weight: number };

const MAX_INT32 = 2_147_483_647;
const MAX_VALUE = 20_000;
const FIELD = 'feature_state_value';
const WEIGHTS = 'multivariate_feature_state_values';

/** The value that a bare scalar means. compat: fractions are kept as text. Throws INVALID. */
export function readScalar(input: unknown): StateValue {
  if (typeof input === 'boolean') return { type: 'bool', value: input };
  if (typeof input === 'number' && Number.isInteger(input)) return { type: 'int', value: checkInteger(input, FIELD) };
  if (typeof input === 'number') return { type: 'unicode', value: String(input) };
  if (input === null || input === undefined) return { type: 'unicode', value: null };
  if (typeof input !== 'string') throw invalid({ [FIELD]: ['Send a text, a whole number, a boolean or null.'] });
  return { type: 'unicode', value: checkText(input, FIELD) };
}

/** The value that the object's type names; without a type, the one that is filled. Throws INVALID. */
export function readTyped(input: ValueInput | null): StateValue {
  if (input === null) return { type: 'unicode', value: null };
  const { integer_value: integer = null, boolean_value: boolean = null, string_value: text = null } = input;
  const type = input.type || (text !== null ? 'unicode' : integer !== null ? 'int' : boolean !== null ? 'bool' : '');
  if (type !== 'int' && type !== 'bool') return { type: 'unicode', value: text };
  const value = type === 'int' ? integer : boolean;
  if (value !== null) return { type, value };
  const field = type === 'int' ? 'integer_value' : 'boolean_value';
  throw invalid({ [FIELD]: { [field]: [`A value of type "${type}" needs this field.`] } });
}

/** The weights by option. Throws INVALID for options that the feature has not, for one named twice, and beyond 100 %. */
export function readWeights(input: WeightInput[] | undefined, optionIds: readonly number[]): Weight[] | undefined {
  if (input === undefined) return undefined;
  const weights = input.map((one) => ({
    optionId: one.multivariate_feature_option,
    weight: one.percentage_allocation,
  }));
  checkWeights(weights, optionIds, WEIGHTS);
  return weights;
}

/** Throws INVALID under the field's name. */
function checkWeights(weights: readonly Weight[], optionIds: readonly number[], field: string): void {
  const strange = weights.find(({ optionId }) => !optionIds.includes(optionId));
  if (strange !== undefined) throw invalid({ [field]: [`Invalid pk "${strange.optionId}" - object does not exist.`] });
  if (new Set(weights.map(({ optionId }) => optionId)).size < weights.length) {
    throw invalid({ [field]: ['An option is named twice.'] });
  }
  // Sums of fractions are off by a little.
  if (weights.reduce((sum, { weight }) => sum + weight, 0) > 100 + 1e-9) {
    throw invalid({ [field]: ['The weights of the options may not come to more than 100 %.'] });
  }
}

function checkInteger(value: number, field: string): number {
  if (Math.abs(value) > MAX_INT32 && value !== -MAX_INT32 - 1) {
    throw invalid({ [field]: [`A whole number must lie between ${-MAX_INT32 - 1} and ${MAX_INT32}.`] });
  }
  // Adding zero turns minus zero into zero.
  return value + 0;
}

function checkText(value: string, field: string): string {
  if (value.includes('\0')) throw invalid({ [field]: ['Null characters are not allowed.'] });
  if (!value.isWellFormed()) throw invalid({ [field]: ['Not a valid string.'] });
  if (value.length > MAX_VALUE && [...value].length > MAX_VALUE) {
    throw invalid({ [field]: [`Ensure this field has no more than ${MAX_VALUE} characters.`] });
  }
  return value;
}

export const isSameValue = (left: StateValue, right: StateValue): boolean =>
  left.type === right.type && left.value === right.value;

/** Options without an entry weigh nothing. */
export function isSameWeights(left: readonly Weight[], right: readonly Weight[]): boolean {
  const keyOf = (weights: readonly Weight[]) =>
    JSON.stringify(
      weights
        .filter(({ weight }) => weight > 0)
        .toSorted((one, other) => one.optionId - other.optionId)
        .map(({ optionId, weight }) => [optionId, weight]),
    );
  return keyOf(left) === keyOf(right);
}
