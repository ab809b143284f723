import type { MultivariateOption } from '../../contract/multivariate-options.ts';
import type { Option } from './multivariate-options.queries.ts';

export function toOption(option: Option): MultivariateOption {
  return {
    id: option.id,
    uuid: option.uuid,
    type: option.type,
    integer_value: option.integerValue,
    string_value: option.stringValue,
    boolean_value: option.booleanValue,
    default_percentage_allocation: option.defaultPercentageAllocation,
    key: option.key,
    feature: option.featureId,
  };
}
