import { StatementRefused, type SqlDatabase, type Row, type Statement } from '../../core/database.ts';
import type { IdentityStatements, StoredIdentity, TraitValue } from '../../core/ports.ts';
import { landIdentityWrites } from './identity-writes.queries.ts';

/** The SQL behind the identity store. */
export function identityStatements(database: SqlDatabase): IdentityStatements {
  return {
    find: (environmentId, identifiers) => findIdentities(database, environmentId, identifiers),
    land: (writes) => landIdentityWrites(database, writes, 'fresh'),
    increment: (environmentId, identifier, key, by, writtenAt) =>
      incrementTrait(database, incrementStatement(environmentId, identifier, key, by, writtenAt)),
  };
}

async function findIdentities(
  database: SqlDatabase,
  environmentId: number,
  identifiers: string[],
): Promise<Map<string, StoredIdentity>> {
  const sql = `
    select i.identifier, i.id, coalesce(jsonb_agg(jsonb_build_array(t.trait_key, t.id, case t.value_type
        when 'int' then to_jsonb(t.integer_value) when 'float' then to_jsonb(t.float_value)
        when 'bool' then to_jsonb(t.boolean_value) else to_jsonb(t.string_value) end) order by t.id)
      filter (where t.id is not null), '[]') as traits
    from identities i left join traits t on t.identity_id = i.id and t.deleted_at is null
    where i.environment_id = $1 and i.identifier_digest = any(array(select text_digest(name) from unnest($2::text[]) name))
    group by i.id`;
  const rows = await database.query({ sql, params: [environmentId, identifiers] });
  return new Map(rows.map((row) => [String(row['identifier']), toIdentity(row)]));
}

function toIdentity(row: Row): StoredIdentity {
  const traits = row['traits'] as [key: string, id: number, value: TraitValue][];
  return { id: Number(row['id']), traits: new Map(traits.map(([key, id, value]) => [key, { id, value }])) };
}

function incrementStatement(
  environmentId: number,
  identifier: string,
  key: string,
  by: number,
  writtenAt: number,
): Statement {
  const sql = `
    with target as (
      insert into identities (environment_id, identifier)
      select id, $2 from environments where id = $1 and deleted_at is null
      on conflict (environment_id, identifier_digest) do update set identifier = excluded.identifier
      returning id, environment_id)
    insert into traits (environment_id, identity_id, trait_key, value_type, integer_value, written_at)
    select environment_id, id, $3, 'int', $4::bigint, to_timestamp($5::float8 / 1000) from target
    on conflict (identity_id, trait_key) do update set
      integer_value = excluded.integer_value + case when traits.deleted_at is null then traits.integer_value else 0 end,
      value_type = 'int', float_value = null, string_value = null, boolean_value = null, deleted_at = null,
      written_at = greatest(traits.written_at, excluded.written_at)
    where traits.deleted_at is not null or traits.value_type = 'int'
    returning integer_value`;
  return { sql, params: [environmentId, identifier, key, by, writtenAt] };
}

/** Null where the trait is not a whole number, or the sum would be none that can be stored exactly. */
async function incrementTrait(database: SqlDatabase, statement: Statement): Promise<number | null> {
  try {
    const [row] = await database.query(statement);
    return row === undefined ? null : Number(row['integer_value']);
  } catch (error) {
    if (error instanceof StatementRefused && error.isFinal) return null;
    throw error;
  }
}
