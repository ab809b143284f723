import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import {
  bigint,
  boolean,
  check,
  customType,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  varchar,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { createdAtColumn, deletedAtColumn, idColumn, moment, oneOf, uuidColumn } from './columns.ts';
import { environments } from './environments.ts';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

export const traitValueTypes = ['int', 'unicode', 'bool', 'float'] as const;

export type TraitScalar = string | number | boolean;

export const identities = pgTable(
  'identities',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    environmentId: integer('environment_id')
      .notNull()
      .references(() => environments.id),
    identifier: varchar('identifier', { length: 2000 }).notNull(),
    /** 2,000 characters do not fit a btree entry, so uniqueness and look-ups go by SHA-256: `text_digest(identifier)`. */
    identifierDigest: bytea('identifier_digest')
      .notNull()
      .generatedAlwaysAs(sql`text_digest(identifier)`),
    /** Traits that only the server sets (cohorts); they win over the identity's own and are never shown. */
    systemTraits: jsonb('system_traits').$type<Record<string, TraitScalar>>().notNull().default({}),
    /** A name for people, in lower case; nothing is decided by it. */
    dashboardAlias: varchar('dashboard_alias', { length: 100 }),
    createdDate: createdAtColumn('created_date'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('identities_identifier_unique').on(t.environmentId, t.identifierDigest),
        unique('identities_within_environment').on(t.environmentId, t.id),
      ]
    : undefined,
);

/**
 * `written_at` is when the SDK's call was made, not when it landed: a write that arrives late must not undo a newer one.
 * A deleted trait stays as a row without value (`deleted_at`), so that such a write cannot bring it back.
 */
export const traits = pgTable(
  'traits',
  {
    id: idColumn(),
    environmentId: integer('environment_id').notNull(),
    identityId: integer('identity_id').notNull(),
    traitKey: varchar('trait_key', { length: 200 }).notNull(),
    valueType: text('value_type', { enum: traitValueTypes }).notNull(),
    integerValue: bigint('integer_value', { mode: 'number' }),
    floatValue: doublePrecision('float_value'),
    stringValue: varchar('string_value', { length: 2000 }),
    booleanValue: boolean('boolean_value'),
    createdDate: createdAtColumn('created_date'),
    writtenAt: moment('written_at').notNull(),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('traits_key_unique').on(t.identityId, t.traitKey),
        index('traits_of_environment')
          .on(t.environmentId, t.traitKey)
          .where(sql`${t.deletedAt} is null`),
        foreignKey({
          name: 'traits_identity_fk',
          columns: [t.environmentId, t.identityId],
          foreignColumns: [identities.environmentId, identities.id],
        }).onDelete('cascade'),
        oneOf('traits_value_type_known', t.valueType, traitValueTypes),
        check(
          'traits_one_value',
          sql`num_nonnulls(${t.integerValue}, ${t.floatValue}, ${t.stringValue}, ${t.booleanValue}) = (case when ${t.deletedAt} is null then 1 else 0 end)
       and (${t.deletedAt} is not null or ${valueColumnOfType(t)} is not null)`,
        ),
        check('traits_integer_exact', sql`${t.integerValue} between -9007199254740991 and 9007199254740991`),
      ]
    : undefined,
);

function valueColumnOfType(
  t: Record<'valueType' | 'integerValue' | 'floatValue' | 'stringValue' | 'booleanValue', AnyPgColumn>,
) {
  return sql`(case ${t.valueType} when 'int' then ${t.integerValue}::text when 'float' then ${t.floatValue}::text when 'bool' then ${t.booleanValue}::text else ${t.stringValue} end)`;
}
