import { sql } from 'drizzle-orm';
import { bigint, boolean, check, text, type AnyPgColumn } from 'drizzle-orm/pg-core';

const featureValueTypes = ['int', 'unicode', 'bool'] as const;

/**
 * The three typed columns of a feature value. `integer_value` is wider than the wire's int32, so that a number which an
 * import brings never fails; it holds integers that JavaScript represents exactly.
 */
export const featureValueColumns = () => ({
  type: text('type', { enum: featureValueTypes }).notNull().default('unicode'),
  integerValue: bigint('integer_value', { mode: 'number' }),
  stringValue: text('string_value'),
  booleanValue: boolean('boolean_value'),
});

type FeatureValueTable = Record<'type' | 'integerValue' | 'stringValue' | 'booleanValue', AnyPgColumn>;

/** A check that exactly the column of the type is set; a `unicode` value may be null, which is a feature without value. */
export function hasOneValue(name: string, table: FeatureValueTable) {
  const { type, integerValue, stringValue, booleanValue } = table;
  return check(
    name,
    sql`(${type} = 'int' and ${integerValue} between -9007199254740991 and 9007199254740991 and ${integerValue} is not null and num_nonnulls(${stringValue}, ${booleanValue}) = 0)
     or (${type} = 'bool' and ${booleanValue} is not null and num_nonnulls(${stringValue}, ${integerValue}) = 0)
     or (${type} = 'unicode' and num_nonnulls(${integerValue}, ${booleanValue}) = 0)`,
  );
}
