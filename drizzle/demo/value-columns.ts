import type { DemoValue } from './content.ts';

/** The typed columns that hold a feature value. */
export function toValueColumns(value: DemoValue) {
  if (typeof value === 'number') return { type: 'int' as const, integerValue: value };
  if (typeof value === 'boolean') return { type: 'bool' as const, booleanValue: value };
  return { type: 'unicode' as const, stringValue: value };
}

/** The typed columns that hold a trait value; the demo has no fractions. */
export function toTraitColumns(value: string | number | boolean) {
  const { type, ...columns } = toValueColumns(value);
  return { valueType: type, ...columns };
}
