const PART_LENGTH = 500_000;
const KEPT_VERSIONS = 5;

/** What a publisher remembers. Everything is durable as soon as the call returns. */
export type PublicationLog = {
  readFact(name: string): string | null;
  /** Null forgets the fact. */
  writeFact(name: string, value: string | null): void;
  /** The text of a kept version, or null. */
  read(version: number): string | null;
  /** The kept versions, newest first. */
  listVersions(): number[];
  /** Keeps a new version and lets go of the ones before the last five; all or nothing. */
  keep(version: number, text: string, facts: Record<string, string>): void;
};

/** The last five publications of one environment in the object's own SQLite, in parts that stay below its row limit. */
export class PublicationStore implements PublicationLog {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS publications (version INTEGER NOT NULL, part INTEGER NOT NULL, body TEXT NOT NULL,
         PRIMARY KEY (version, part));
       CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);`,
    );
  }

  readFact(name: string): string | null {
    const [row] = this.#storage.sql.exec<{ value: string }>('SELECT value FROM facts WHERE name = ?', name).toArray();
    return row?.value ?? null;
  }

  writeFact(name: string, value: string | null): void {
    if (value === null) this.#storage.sql.exec('DELETE FROM facts WHERE name = ?', name);
    else this.#storage.sql.exec('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)', name, value);
  }

  read(version: number): string | null {
    const parts = this.#storage.sql
      .exec<{ body: string }>('SELECT body FROM publications WHERE version = ? ORDER BY part', version)
      .toArray();
    return parts.length === 0 ? null : parts.map((part) => part.body).join('');
  }

  listVersions(): number[] {
    return this.#storage.sql
      .exec<{ version: number }>('SELECT DISTINCT version FROM publications ORDER BY version DESC')
      .toArray()
      .map(({ version }) => version);
  }

  keep(version: number, text: string, facts: Record<string, string>): void {
    this.#storage.transactionSync(() => {
      for (const [part, body] of splitText(text).entries()) {
        this.#storage.sql.exec('INSERT INTO publications (version, part, body) VALUES (?, ?, ?)', version, part, body);
      }
      const kept = this.listVersions();
      const oldest = kept[KEPT_VERSIONS - 1] ?? 0;
      this.#storage.sql.exec('DELETE FROM publications WHERE version < ?', oldest);
      for (const [name, value] of Object.entries(facts)) this.writeFact(name, value);
    });
  }
}

/** SQLite would store half of a surrogate pair as another character, so a part never ends within one. */
function splitText(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = start + PART_LENGTH;
    const part = text.slice(start, isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end);
    parts.push(part);
    start += part.length;
  }
  return parts;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
