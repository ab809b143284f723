import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { BatchItems } from './delivery-row.ts';

/** SQL: what a row `d` of webhook_deliveries takes from its batch, a BatchItems; null for one that is not made of any. */
export const BATCH_ITEMS = sql`(
  select json_build_object('shared', b.shared,
    'items', '[' || array_to_string(b.items[d.batch_first + 1 : d.batch_first + d.batch_count], ',') || ']')
  from delivery_batches b where b.id = d.batch_id)`;

/** Returns the id of the batch. `items` are JSON, as is `shared`. */
export async function insertBatch(
  db: Db,
  organisationId: number,
  { shared, items }: { shared: string; items: readonly string[] },
): Promise<number> {
  const [row] = await db.execute(sql`
    insert into delivery_batches (organisation_id, shared, items)
    select ${organisationId}::int, ${shared}::text, array_agg(item order by place)
    from jsonb_array_elements_text(${JSON.stringify(items)}::jsonb) with ordinality as listed (item, place)
    returning id`);
  return Number(row?.['id']);
}

/** Removes batches of an hour and more of which no delivery is left, a bounded number at once. */
export async function pruneBatches(db: Db, limit: number): Promise<void> {
  await db.execute(sql`delete from delivery_batches where id in (
    select b.id from delivery_batches b
    where b.created_at < now() - interval '1 hour' and not exists (select from webhook_deliveries d where d.batch_id = b.id)
    limit ${limit}::int)`);
}

/** What a delivery that is made of a batch takes from it, and the kind of integration that it is for. Null for any other. */
export async function findBatchItems(
  db: Db,
  organisationId: number,
  deliveryId: number,
): Promise<{ batch: BatchItems; kind: string } | null> {
  const [row] = await db.execute(sql`
    select ${BATCH_ITEMS} as batch, i.kind
    from webhook_deliveries d join delivery_receivers r on r.id = d.receiver_id join integrations i on i.id = r.integration_id
    where d.id = ${deliveryId} and d.organisation_id = ${organisationId} and d.batch_id is not null`);
  return (row as { batch: BatchItems; kind: string } | undefined) ?? null;
}
