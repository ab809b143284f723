import { escapeIdentifier, type Client } from 'pg';
import type { SealingKeys } from '../../worker/platform/sealing-keys.ts';
import type { Report } from './progress.ts';
import { changeSealed, reseal } from './reseal.ts';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.ts';

const BATCH = 100;

type Row = { id: string; value: string } & Record<string, string | number>;
export type Rotation = { changed: number; failed: number; left: number };

/**
 * Brings every sealed text under the current key, a batch in a transaction, so that it can be stopped at any time and started again: what is
 * done is passed over. A row that changes meanwhile is not written over, and one that does not open stays as it is and is told of.
 */
export async function rotateSecrets(client: Client, keys: SealingKeys, report: Report): Promise<Rotation> {
  const total = { changed: 0, failed: 0, left: 0 };
  for (const column of SEALED_COLUMNS) {
    const count = await countOthers(client, column, keys.current.id);
    if (count === 0) continue;
    let [done, after] = [0, null as string | null];
    for (;;) {
      const rows = await readBatch(client, column, keys.current.id, after);
      if (rows.length === 0) break;
      const { changed, failed } = await rotateBatch(client, column, rows, keys, report);
      total.changed += changed;
      total.failed += failed;
      done += rows.length;
      after = rows.at(-1)?.id ?? null;
      report(`${column.table}.${column.column}: ${done} of ${count}`);
    }
  }
  for (const column of SEALED_COLUMNS) total.left += await countOthers(client, column, keys.current.id);
  return total;
}

async function rotateBatch(
  client: Client,
  column: SealedColumn,
  rows: readonly Row[],
  keys: SealingKeys,
  report: Report,
): Promise<{ changed: number; failed: number }> {
  const [table, name] = [escapeIdentifier(column.table), escapeIdentifier(column.column)];
  const type = column.holds === 'fields' ? 'jsonb' : 'text';
  const tally = { changed: 0, failed: 0 };
  await client.query('begin');
  for (const row of rows) {
    try {
      const fresh = await changeSealed(column.holds, row.value, (sealed, field) =>
        reseal(keys, sealed, column.place(row, field)),
      );
      const { rowCount } = await client.query(
        `update ${table} set ${name} = $2::${type} where id::text = $1 and ${name}::text = $3`,
        [row.id, fresh, row.value],
      );
      tally.changed += rowCount ?? 0;
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      tally.failed += 1;
      report(
        `✗ ${column.table} ${row.id}: ${error instanceof Error ? error.message || error.name : 'it does not open'}`,
      );
    }
  }
  await client.query('commit');
  return tally;
}

async function readBatch(client: Client, column: SealedColumn, keyId: string, after: string | null): Promise<Row[]> {
  const owner = column.owner.filter((one) => one !== 'id').map(escapeIdentifier);
  const result = await client.query<Row>(
    `select ${['id::text as id', `${escapeIdentifier(column.column)}::text as value`, ...owner].join(', ')}
     from ${escapeIdentifier(column.table)} t where ${isOther(column)} and ($2::text is null or id > ${cast(column)})
     order by t.id limit ${BATCH}`,
    [patternOf(keyId), after],
  );
  return result.rows;
}

async function countOthers(client: Client, column: SealedColumn, keyId: string): Promise<number> {
  const result = await client.query<{ count: number }>(
    `select count(*)::int as count from ${escapeIdentifier(column.table)} where ${isOther(column)}`,
    [patternOf(keyId)],
  );
  return result.rows[0]?.count ?? 0;
}

const cast = ({ table }: SealedColumn) => (table === 'mails' ? '$2::uuid' : '$2::int');

/** Whether the row has a text that is sealed otherwise: in the old format, or under another key. */
const isOther = ({ column, holds }: SealedColumn) =>
  `${escapeIdentifier(column)}::text ~ (${holds === 'text' ? `'^'` : `'"'`} || $1)`;
const patternOf = (keyId: string) => `(v1\\.[A-Za-z0-9+/=]+\\.[A-Za-z0-9+/=]+|v2\\.(?!${keyId}\\.)[a-z0-9_-]+\\.)`;

const isOfDatabase = (error: unknown) => error instanceof Error && 'severity' in error;
