import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

/** The traits that evaluation sees; those that only the server sets win. */
export async function findTraits(db: Db, environmentId: number, identityId: number): Promise<Record<string, unknown>> {
  const [row] = await db.execute(sql`
    select coalesce((
      select jsonb_object_agg(t.trait_key, case t.value_type when 'int' then to_jsonb(t.integer_value)
        when 'float' then to_jsonb(t.float_value) when 'bool' then to_jsonb(t.boolean_value) else to_jsonb(t.string_value) end)
      from traits t where t.identity_id = i.id and t.deleted_at is null), '{}'::jsonb) || i.system_traits as traits
    from identities i where i.id = ${identityId} and i.environment_id = ${environmentId}`);
  return (row?.['traits'] ?? {}) as Record<string, unknown>;
}
