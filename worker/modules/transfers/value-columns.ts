import type { ExportedValue } from '../../contract/organisation-export.ts';

/** The typed columns of a value; its type is that of the JSON scalar. */
export function toValueColumns(value: ExportedValue) {
  return {
    type: typeof value === 'number' ? 'int' : typeof value === 'boolean' ? 'bool' : 'unicode',
    integer_value: typeof value === 'number' ? value : null,
    string_value: typeof value === 'string' ? value : null,
    boolean_value: typeof value === 'boolean' ? value : null,
  };
}

/** As `toValueColumns`, for a trait, where a number may have a fraction. */
export function toTraitColumns(value: string | number | boolean, type?: string) {
  const isInteger = typeof value === 'number' && Number.isSafeInteger(value) && type !== 'float';
  return {
    value_type: isInteger ? 'int' : typeof value === 'number' ? 'float' : toValueColumns(value).type,
    integer_value: isInteger ? value : null,
    float_value: typeof value === 'number' && !isInteger ? value : null,
    string_value: typeof value === 'string' ? value : null,
    boolean_value: typeof value === 'boolean' ? value : null,
  };
}
