import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** A Durable Object's storage over SQLite in memory, as far as our stores use it. */
export function openMemoryStorage(): DurableObjectStorage {
  const database = new DatabaseSync(':memory:');
  const exec = (sql: string, ...bindings: SQLInputValue[]) => {
    if (bindings.length === 0 && sql.includes(';')) {
      database.exec(sql);
      return toCursor([], 0);
    }
    const statement = database.prepare(sql);
    if (statement.columns().length > 0) return toCursor(statement.all(...bindings), 0);
    return toCursor([], Number(statement.run(...bindings).changes));
  };
  const transactionSync = <Result>(work: () => Result): Result => {
    database.exec('BEGIN');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  };
  return { sql: { exec }, transactionSync } as unknown as DurableObjectStorage;
}

function toCursor(rows: unknown[], rowsWritten: number) {
  return { rowsWritten, toArray: () => rows, [Symbol.iterator]: () => rows[Symbol.iterator]() };
}
