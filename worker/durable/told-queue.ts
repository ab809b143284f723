import { readTold, type ToldBatch, type ToldIdentity, type WrittenIdentity } from '../core/told-batch.ts';

/** SQLite takes no more in one value: 2 MB on Cloudflare. */
const BYTES_IN_A_ROW = 1_000_000;

export type WaitingIdentity = { position: number; environmentId: number; told: ToldIdentity };

/** Identities on disk that wait to be told of, each once: the newest word of it. What those of a batch share is there once, too. */
export class ToldQueue {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      `CREATE TABLE IF NOT EXISTS told_identities (position INTEGER PRIMARY KEY AUTOINCREMENT, environment_id INTEGER NOT NULL,
        identifier TEXT NOT NULL UNIQUE, batch INTEGER NOT NULL, body TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS told_shared (batch INTEGER NOT NULL, start INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (batch, start))`,
    );
  }

  get size(): number {
    const [row] = this.#sql.exec<{ size: number }>('SELECT count(*) AS size FROM told_identities').toArray();
    return row?.size ?? 0;
  }

  add(environmentId: number, { shared, identities }: ToldBatch): void {
    if (identities.length === 0) return;
    const [newest] = this.#sql.exec<{ batch: number | null }>('SELECT max(batch) AS batch FROM told_shared').toArray();
    const batch = (newest?.batch ?? 0) + 1;
    const bytes = new TextEncoder().encode(JSON.stringify(shared));
    for (let start = 0; start < bytes.length; start += BYTES_IN_A_ROW) {
      const part = bytes.slice(start, start + BYTES_IN_A_ROW);
      this.#sql.exec('INSERT INTO told_shared (batch, start, bytes) VALUES (?, ?, ?)', batch, start, part.buffer);
    }
    for (const { identifier, body } of identities) {
      this.#sql.exec(
        'INSERT OR REPLACE INTO told_identities (environment_id, identifier, batch, body) VALUES (?, ?, ?, ?)',
        environmentId,
        identifier,
        batch,
        body,
      );
    }
  }

  oldest(many: number): WaitingIdentity[] {
    const rows = this.#sql
      .exec<{ position: number; environmentId: number; batch: number; body: string }>(
        'SELECT position, environment_id AS environmentId, batch, body FROM told_identities ORDER BY position LIMIT ?',
        many,
      )
      .toArray();
    const shared = new Map([...new Set(rows.map(({ batch }) => batch))].map((batch) => [batch, this.#sharedOf(batch)]));
    return rows.map(({ position, environmentId, batch, body }) => ({
      position,
      environmentId,
      told: readTold(shared.get(batch) ?? [], JSON.parse(body) as WrittenIdentity),
    }));
  }

  /** Forgets what waited up to this position. */
  remove(position: number): void {
    this.#sql.exec('DELETE FROM told_identities WHERE position <= ?', position);
    this.#sql.exec('DELETE FROM told_shared WHERE batch NOT IN (SELECT batch FROM told_identities)');
  }

  #sharedOf(batch: number): string[] {
    const parts = this.#sql
      .exec<{ bytes: ArrayBuffer }>('SELECT bytes FROM told_shared WHERE batch = ? ORDER BY start', batch)
      .toArray();
    const decoder = new TextDecoder();
    const text = parts.map(({ bytes }) => decoder.decode(bytes, { stream: true })).join('') + decoder.decode();
    return JSON.parse(text) as string[];
  }
}
