import type { SqlDatabase } from '../../core/database.ts';
import type { IdentityWrite, TraitValue } from '../../core/ports.ts';

/** A trait value in the column of its type; all absent for a trait that is removed. */
type TraitColumns = { key: string; type?: string; i?: number; f?: number; s?: string; b?: boolean };

/** Longer than a statement of somebody who waits for it can be under way. */
const UNDER_WAY_SECONDS = 3;
const NEVER_SECONDS = 1e9;

/**
 * Brings identities and traits to what the writes say, in one statement. A write never overrides one that was made after
 * it, so the same writes may land twice and in any order. Of writes that were made just now, `fresh`, none can be older than what is
 * stored by more than a few seconds: then a clock was wrong or has been set back, and the later one to arrive counts.
 */
export async function landIdentityWrites(
  database: SqlDatabase,
  writes: IdentityWrite[],
  age: 'fresh' | 'any',
): Promise<void> {
  const sql = `
    with writes as (
      select * from jsonb_to_recordset($1::jsonb)
        as w(position int, environment_id int, identifier text, written_at float8, traits jsonb)
    ), targets as (
      insert into identities (environment_id, identifier)
      select distinct w.environment_id, w.identifier
      from writes w join environments e on e.id = w.environment_id and e.deleted_at is null
      order by 1, 2
      on conflict (environment_id, identifier_digest) do update set identifier = excluded.identifier
      returning id, environment_id, identifier
    ), incoming as (
      select distinct on (t.id, x.key) t.id as identity_id, t.environment_id, x.*,
        to_timestamp(w.written_at / 1000) as written_at
      from writes w join targets t using (environment_id, identifier)
        cross join lateral jsonb_to_recordset(w.traits) as x(key text, type text, i bigint, f float8, s text, b boolean)
      order by t.id, x.key, w.written_at desc, w.position desc
    )
    insert into traits (environment_id, identity_id, trait_key, value_type, integer_value, float_value, string_value,
      boolean_value, written_at, deleted_at)
    select environment_id, identity_id, key, coalesce(type, 'unicode'), i, f, s, b, written_at,
      case when type is null then written_at end
    from incoming
    on conflict (identity_id, trait_key) do update set
      value_type = excluded.value_type, integer_value = excluded.integer_value, float_value = excluded.float_value,
      string_value = excluded.string_value, boolean_value = excluded.boolean_value,
      written_at = excluded.written_at, deleted_at = excluded.deleted_at
    where traits.written_at <= excluded.written_at
      or traits.written_at > excluded.written_at + make_interval(secs => $2)`;
  const rows = writes.map((write, position) => ({
    position,
    environment_id: write.environmentId,
    identifier: write.identifier,
    written_at: write.writtenAt,
    traits: [...write.set.map(([key, value]) => toColumns(key, value)), ...write.remove.map((key) => ({ key }))],
  }));
  await database.query({ sql, params: [JSON.stringify(rows), age === 'fresh' ? UNDER_WAY_SECONDS : NEVER_SECONDS] });
}

function toColumns(key: string, value: TraitValue): TraitColumns {
  if (typeof value === 'boolean') return { key, type: 'bool', b: value };
  if (typeof value === 'string') return { key, type: 'unicode', s: value };
  return Number.isSafeInteger(value) ? { key, type: 'int', i: value } : { key, type: 'float', f: value };
}
