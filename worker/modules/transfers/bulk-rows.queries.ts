import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { BULK_TABLES, type BulkRow, type BulkTable } from './bulk-tables.ts';

const MOST_ROWS = 1_000;
const MOST_CHARACTERS = 1_000_000;

/** Inserts the rows, in their order: a statement for each thousand of them, or for each million characters. */
export async function insertRows<Table extends BulkTable>(
  db: Db,
  table: Table,
  rows: readonly BulkRow<Table>[],
): Promise<void> {
  const columns: Record<string, string> = BULK_TABLES[table];
  const names = sql.raw(Object.keys(columns).join(', '));
  const types = sql.raw(
    Object.entries(columns)
      .map(([name, type]) => `${name} ${type}`)
      .join(', '),
  );
  for (const text of toBatches(rows)) {
    await db.execute(sql`
      insert into ${sql.raw(table)} (${names}) overriding system value
      select ${names} from rows from (jsonb_to_recordset(${text}::jsonb) as (${types})) with ordinality
      order by ordinality`);
  }
}

function* toBatches(rows: readonly object[]): Generator<string> {
  let batch: string[] = [];
  let length = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (batch.length === MOST_ROWS || (batch.length > 0 && length + text.length > MOST_CHARACTERS)) {
      yield `[${batch.join(',')}]`;
      batch = [];
      length = 0;
    }
    batch.push(text);
    length += text.length;
  }
  if (batch.length > 0) yield `[${batch.join(',')}]`;
}

/** Ids of the table that nobody else will get, ascending. */
export async function takeIds(db: Db, table: BulkTable, count: number): Promise<number[]> {
  if (count === 0) return [];
  const rows = await db.execute(sql`
    select nextval(pg_get_serial_sequence(${table}, 'id'))::int as id from generate_series(1, ${count}::int) order by 1`);
  return (rows as { id: number }[]).map(({ id }) => id);
}

/** The moment of the transaction in the database, which decides what is in force. */
export async function readNow(db: Db): Promise<string> {
  const [row] = (await db.execute(sql`select now()::text as now`)) as { now: string }[];
  return row?.now ?? '';
}
