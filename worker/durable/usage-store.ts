import type { EvaluationBlock, UsageReport } from '../core/ports.ts';

/** Characters of a batch's text: three bytes each at most, so that it stays below what SQLite takes in one value. */
const BATCH_LENGTH = 400_000;

type CountRow = {
  environment_id: number;
  feature: string;
  block_start: number;
  enabled: number;
  labels: string;
  total: number;
};

/** SQLite cannot compare nulls in a primary key, so "not said" is a number of its own. */
const ENABLED_UNKNOWN = -1;

/** Open counts, sealed batches and the ids of recent reports, in the object's own SQLite. */
export class UsageStore {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS counts (environment_id INTEGER NOT NULL, feature TEXT NOT NULL, block_start INTEGER NOT NULL,
         enabled INTEGER NOT NULL, labels TEXT NOT NULL, total INTEGER NOT NULL,
         PRIMARY KEY (environment_id, feature, block_start, enabled, labels)) WITHOUT ROWID;
       CREATE TABLE IF NOT EXISTS batches (sequence INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
       CREATE TABLE IF NOT EXISTS reports (id TEXT PRIMARY KEY, received_at INTEGER NOT NULL) WITHOUT ROWID;
       CREATE INDEX IF NOT EXISTS reports_received ON reports (received_at);`,
    );
  }

  /** Adds the report, unless it has been added before. */
  add(report: UsageReport, blockStart: number, now: number): void {
    this.#storage.transactionSync(() => {
      if (this.#exec('INSERT OR IGNORE INTO reports VALUES (?, ?)', report.id, now).rowsWritten === 0) return;
      for (const { count, labels } of report.entries) {
        this.#exec(
          `INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET total = total + excluded.total`,
          report.environmentId,
          count.feature,
          blockStart,
          count.enabled === null ? ENABLED_UNKNOWN : Number(count.enabled),
          JSON.stringify(labels),
          count.count,
        );
      }
    });
  }

  hasCounts(): boolean {
    return this.#exec('SELECT 1 FROM counts LIMIT 1').toArray().length > 0;
  }

  /** Makes sealed batches out of all open counts. What arrives later waits for the next sealing. */
  seal(): void {
    this.#storage.transactionSync(() => {
      let lines: string[] = [];
      let length = 0;
      for (const row of this.#exec<CountRow>('SELECT * FROM counts')) {
        const line = JSON.stringify(toBlock(row));
        if (lines.length > 0 && length + line.length > BATCH_LENGTH) {
          this.#insertBatch(lines);
          lines = [];
          length = 0;
        }
        lines.push(line);
        length += line.length + 1;
      }
      if (lines.length > 0) this.#insertBatch(lines);
      this.#exec('DELETE FROM counts');
    });
  }

  oldestBatch(): { sequence: number; rows: EvaluationBlock[] } | null {
    const [batch] = this.#exec<{ sequence: number; body: string }>(
      'SELECT sequence, body FROM batches ORDER BY sequence LIMIT 1',
    ).toArray();
    return batch === undefined ? null : { sequence: batch.sequence, rows: JSON.parse(batch.body) as EvaluationBlock[] };
  }

  drop(sequence: number): void {
    this.#exec('DELETE FROM batches WHERE sequence = ?', sequence);
  }

  forgetReports(before: number): void {
    this.#exec('DELETE FROM reports WHERE received_at < ?', before);
  }

  #insertBatch(lines: string[]): void {
    this.#exec('INSERT INTO batches (body) VALUES (?)', `[${lines.join(',')}]`);
  }

  #exec<Row extends Record<string, SqlStorageValue>>(sql: string, ...bindings: (string | number)[]) {
    return this.#storage.sql.exec<Row>(sql, ...bindings);
  }
}

function toBlock(row: CountRow): EvaluationBlock {
  return {
    environmentId: row.environment_id,
    feature: row.feature,
    blockStart: row.block_start,
    enabled: row.enabled === ENABLED_UNKNOWN ? null : row.enabled === 1,
    labels: row.labels,
    count: row.total,
  };
}
