import { sql, type SQL } from 'drizzle-orm';
import { check, integer, timestamp, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core';

/** The wire id: a positive int32 from the table's own sequence. */
export const idColumn = () => integer('id').primaryKey().generatedAlwaysAsIdentity();

export const uuidColumn = () => uuid('uuid').notNull().unique().defaultRandom();

/** A point in time: `timestamptz`, read as `Date` (milliseconds; the microseconds stay in the database). */
export const moment = (name: string) => timestamp(name, { withTimezone: true });

export const createdAtColumn = (name = 'created_at') => moment(name).notNull().defaultNow();

/** Null while the row lives. Unique rules of such tables hold among live rows only. */
export const deletedAtColumn = () => moment('deleted_at');

/** A check that the column is null or one of the values. */
export function oneOf(name: string, column: AnyPgColumn, values: readonly string[]) {
  return check(name, sql`${column} in (${literalList(values)})`);
}

/** A check that the text array holds nothing but the values. */
export function onlyFrom(name: string, column: AnyPgColumn, values: readonly string[]) {
  return check(name, sql`${column} <@ array[${literalList(values)}]::text[]`);
}

/** A check that a percentage lies between 0 and 100. */
export function isPercentage(name: string, column: AnyPgColumn) {
  return check(name, sql`${column} between 0 and 100`);
}

/** SQL: the SHA-256 of a text, for unique rules on texts that are too long for a btree entry (2,704 bytes). */
export const digestOf = (column: AnyPgColumn): SQL => sql`text_digest(${column})`;

/** As `digestOf`, blind to case. */
export const caselessDigestOf = (column: AnyPgColumn): SQL => sql`text_digest(lower(${column}))`;

function literalList(values: readonly string[]): SQL {
  return sql.raw(values.map((value) => `'${value}'`).join(', '));
}
