import type { ListedState, Scalar } from '../../../../../worker/contract/feature-states.ts';
import { describeValue, nameOption } from '../draft-changes.ts';
import { INHERITED, type DraftOption, type DraftValue, type OwnValue } from '../flag-draft.ts';

/** What an identity gets: a value, one variation, or shares as they are stored, which are kept. */
export type IdentityDraft = { enabled: boolean; value: OwnValue; gets: 'value' | 'shares' | number };
type StoredDraft = IdentityDraft & { value: DraftValue };

/** For an override that is new: on, with the environment's value. */
export const NEW_OVERRIDE: IdentityDraft = { enabled: true, value: INHERITED, gets: 'value' };

export type IdentityBody = {
  enabled: boolean;
  feature_state_value: Scalar;
  multivariate_feature_state_values?: { multivariate_feature_option: number; percentage_allocation: number }[];
};

type Stored = Pick<ListedState, 'enabled' | 'feature_state_value' | 'multivariate_feature_state_values'>;

export function toIdentityDraft(stored: Stored): StoredDraft {
  const { enabled, feature_state_value: scalar, multivariate_feature_state_values: all } = stored;
  const weights = all.filter(({ percentage_allocation: weight }) => weight > 0);
  const [first] = weights;
  const isWhole = weights.length === 1 && first?.percentage_allocation === 100;
  return {
    enabled,
    value: toDraftValue(scalar),
    gets: first === undefined ? 'value' : isWhole ? first.multivariate_feature_option : 'shares',
  };
}

/** What is to be sent, with the environment's value where none was typed; shares are named where the feature has variations. */
export function toIdentityBody(
  draft: IdentityDraft,
  options: readonly DraftOption[],
  everybody: DraftValue,
): IdentityBody {
  const { enabled, value, gets } = draft;
  const body = { enabled, feature_state_value: toScalar(value === INHERITED ? everybody : value) };
  if (options.length === 0 || gets === 'shares') return body;
  const whole = typeof gets === 'number' ? [{ multivariate_feature_option: gets, percentage_allocation: 100 }] : [];
  return { ...body, multivariate_feature_state_values: whole };
}

/** All of what is stored, to put it back. */
export function toStoredBody(stored: Stored): IdentityBody {
  return {
    enabled: stored.enabled,
    feature_state_value: stored.feature_state_value,
    multivariate_feature_state_values: stored.multivariate_feature_state_values.map(
      ({ multivariate_feature_option: option, percentage_allocation: weight }) => ({
        multivariate_feature_option: option,
        percentage_allocation: weight,
      }),
    ),
  };
}

/** What the identity gets, on one line. */
export function describeIdentity({ value, gets }: StoredDraft, options: readonly DraftOption[]): string {
  if (gets === 'value') return describeValue(value);
  if (gets === 'shares') return 'one of the variations, by shares of its own';
  const option = options.find(({ id }) => id === gets);
  return option === undefined ? `variation ${gets}` : `${nameOption(option)}: ${describeValue(option.value)}`;
}

function toDraftValue(scalar: Scalar): DraftValue {
  if (scalar === null) return null;
  const type = typeof scalar === 'number' ? 'integer' : typeof scalar === 'boolean' ? 'boolean' : 'string';
  return { type, text: String(scalar) };
}

function toScalar(value: DraftValue): Scalar {
  if (value === null) return null;
  if (value.type === 'string') return value.text;
  return value.type === 'integer' ? Number(value.text.trim()) : /^\s*true\s*$/i.test(value.text);
}
