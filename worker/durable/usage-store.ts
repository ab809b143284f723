import { NO_LABELS, type Resource, type UsageBlock, type UsageLabels, type UsageReport } from '../core/ports.ts';

/** Characters of a batch's text: three bytes each at most, so that it stays below what SQLite takes in one value. */
const BATCH_LENGTH = 400_000;

/** Sets of labels of an environment that are kept apart in one object and day; the counts of further ones go without labels. */
const LABEL_SETS_A_DAY = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

type CountRow = { environment_id: number; block_start: number; labels: string; total: number };
type EvaluationRow = CountRow & { feature: string; enabled: number };
type RequestRow = CountRow & { resource: number };
type Batch = { sequence: number; rows: UsageBlock[] };

/** SQLite cannot compare nulls in a primary key, so "not said" is a number of its own. */
const ENABLED_UNKNOWN = -1;

/** Open counts, sealed batches and the ids of recent reports, in the object's own SQLite. */
export class UsageStore {
  readonly #storage: DurableObjectStorage;
  /** The environment and day that is known to have all the sets of labels it may have. */
  #full = '';

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS counts (environment_id INTEGER NOT NULL, feature TEXT NOT NULL, block_start INTEGER NOT NULL,
         enabled INTEGER NOT NULL, labels TEXT NOT NULL, total INTEGER NOT NULL,
         PRIMARY KEY (environment_id, feature, block_start, enabled, labels)) WITHOUT ROWID;
       CREATE TABLE IF NOT EXISTS request_counts (environment_id INTEGER NOT NULL, resource INTEGER NOT NULL,
         block_start INTEGER NOT NULL, labels TEXT NOT NULL, total INTEGER NOT NULL,
         PRIMARY KEY (environment_id, resource, block_start, labels)) WITHOUT ROWID;
       CREATE TABLE IF NOT EXISTS label_sets (environment_id INTEGER NOT NULL, day INTEGER NOT NULL, labels TEXT NOT NULL,
         PRIMARY KEY (environment_id, day, labels)) WITHOUT ROWID;
       CREATE TABLE IF NOT EXISTS exports (sequence INTEGER PRIMARY KEY, body TEXT NOT NULL);
       CREATE TABLE IF NOT EXISTS batches (sequence INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
       CREATE TABLE IF NOT EXISTS reports (id TEXT PRIMARY KEY, received_at INTEGER NOT NULL) WITHOUT ROWID;
       CREATE INDEX IF NOT EXISTS reports_received ON reports (received_at);`,
    );
  }

  /** Adds the report, unless it has been added before. */
  add(report: UsageReport, blockStart: number, now: number): void {
    this.#storage.transactionSync(() => {
      if (this.#exec('INSERT OR IGNORE INTO reports VALUES (?, ?)', report.id, now).rowsWritten === 0) return;
      const { environmentId } = report;
      for (const { count, labels } of report.entries) {
        this.#exec(
          `INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET total = total + excluded.total`,
          environmentId,
          count.feature,
          blockStart,
          count.enabled === null ? ENABLED_UNKNOWN : Number(count.enabled),
          this.#admitLabels(environmentId, blockStart, labels),
          count.count,
        );
      }
      for (const { resource, labels, count } of report.requests) {
        this.#exec(
          `INSERT INTO request_counts VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET total = total + excluded.total`,
          environmentId,
          resource,
          blockStart,
          this.#admitLabels(environmentId, blockStart, labels),
          count,
        );
      }
    });
  }

  hasCounts(): boolean {
    return this.#exec('SELECT 1 FROM counts UNION ALL SELECT 1 FROM request_counts LIMIT 1').toArray().length > 0;
  }

  /** Whether anything is here that Postgres or an export still lacks. */
  hasWork(): boolean {
    const waiting = 'SELECT 1 FROM batches UNION ALL SELECT 1 FROM exports LIMIT 1';
    return this.hasCounts() || this.#exec(waiting).toArray().length > 0;
  }

  /** Makes sealed batches out of all open counts. What arrives later waits for the next sealing. */
  seal(): void {
    this.#storage.transactionSync(() => {
      let lines: string[] = [];
      let length = 0;
      for (const block of this.#openBlocks()) {
        const line = JSON.stringify(block);
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
      this.#exec('DELETE FROM request_counts');
    });
  }

  /** How many sealed batches wait, and since which block. */
  measureBacklog(): { waiting: number; since: number } {
    const [count] = this.#exec<{ waiting: number }>('SELECT count(*) AS waiting FROM batches').toArray();
    return { waiting: count?.waiting ?? 0, since: this.oldestBatch()?.rows[0]?.blockStart ?? Date.now() };
  }

  oldestBatch(): Batch | null {
    return this.#oldest('batches');
  }

  /** Forgets a batch that has landed, or keeps it for the export. */
  drop(sequence: number, use: 'forget' | 'export' = 'forget'): void {
    this.#storage.transactionSync(() => {
      if (use === 'export') {
        this.#exec('INSERT OR IGNORE INTO exports SELECT sequence, body FROM batches WHERE sequence = ?', sequence);
      }
      this.#exec('DELETE FROM batches WHERE sequence = ?', sequence);
    });
  }

  oldestExport(): Batch | null {
    return this.#oldest('exports');
  }

  dropExport(sequence: number): void {
    this.#exec('DELETE FROM exports WHERE sequence = ?', sequence);
  }

  /** Drops the oldest exports beyond so many; resolves with how many those were. */
  trimExports(most: number): number {
    return this.#exec(
      'DELETE FROM exports WHERE sequence NOT IN (SELECT sequence FROM exports ORDER BY sequence DESC LIMIT ?)',
      most,
    ).rowsWritten;
  }

  forgetReports(before: number): void {
    this.#exec('DELETE FROM reports WHERE received_at < ?', before);
    this.#exec('DELETE FROM label_sets WHERE day < ?', Math.floor(before / DAY_MS));
  }

  /** The labels as text, or those of nobody once the environment has had too many: they are for anybody with a key to choose. */
  #admitLabels(environmentId: number, blockStart: number, labels: UsageLabels): string {
    const text = JSON.stringify(labels);
    const day = Math.floor(blockStart / DAY_MS);
    const known = 'SELECT 1 FROM label_sets WHERE environment_id = ? AND day = ? AND labels = ?';
    if (this.#exec(known, environmentId, day, text).toArray().length > 0) return text;
    const place = `${environmentId}:${day}`;
    if (this.#full !== place) {
      const count = 'SELECT count(*) AS n FROM label_sets WHERE environment_id = ? AND day = ?';
      const [sets] = this.#exec<{ n: number }>(count, environmentId, day).toArray();
      if ((sets?.n ?? 0) >= LABEL_SETS_A_DAY) this.#full = place;
    }
    if (this.#full === place) return JSON.stringify(NO_LABELS);
    this.#exec('INSERT INTO label_sets VALUES (?, ?, ?)', environmentId, day, text);
    return text;
  }

  *#openBlocks(): Generator<UsageBlock> {
    for (const row of this.#exec<EvaluationRow>('SELECT * FROM counts')) {
      const enabled = row.enabled === ENABLED_UNKNOWN ? null : row.enabled === 1;
      yield { ...toBlock(row), feature: row.feature, enabled };
    }
    for (const row of this.#exec<RequestRow>('SELECT * FROM request_counts')) {
      yield { ...toBlock(row), resource: row.resource as Resource };
    }
  }

  #oldest(table: 'batches' | 'exports'): Batch | null {
    const [batch] = this.#exec<{ sequence: number; body: string }>(
      `SELECT sequence, body FROM ${table} ORDER BY sequence LIMIT 1`,
    ).toArray();
    return batch === undefined ? null : { sequence: batch.sequence, rows: JSON.parse(batch.body) as UsageBlock[] };
  }

  #insertBatch(lines: string[]): void {
    this.#exec('INSERT INTO batches (body) VALUES (?)', `[${lines.join(',')}]`);
  }

  #exec<Row extends Record<string, SqlStorageValue>>(sql: string, ...bindings: (string | number)[]) {
    return this.#storage.sql.exec<Row>(sql, ...bindings);
  }
}

function toBlock(row: CountRow) {
  return {
    environmentId: row.environment_id,
    blockStart: row.block_start,
    labels: row.labels,
    count: row.total,
  };
}
