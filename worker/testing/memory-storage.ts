import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

type Binding = SQLInputValue | ArrayBuffer;
type Cursor = { rowsWritten: number; toArray(): unknown[]; [Symbol.iterator](): Iterator<unknown> };

/** The part of a Durable Object's storage that our objects use. */
export type MemoryStorage = {
  sql: { exec(sql: string, ...bindings: Binding[]): Cursor };
  transactionSync<Result>(work: () => Result): Result;
  setAlarm(time: number): Promise<void>;
  getAlarm(): Promise<number | null>;
};

/** A Durable Object's storage over SQLite in memory; its alarm is kept and never fires. */
export function openMemoryStorage(): MemoryStorage {
  const database = new DatabaseSync(':memory:');
  const exec = (sql: string, ...given: Binding[]) => {
    const bindings = given.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
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
  let alarm: number | null = null;
  const setAlarm = (time: number) => {
    alarm = time;
    return Promise.resolve();
  };
  return { sql: { exec }, transactionSync, setAlarm, getAlarm: () => Promise.resolve(alarm) };
}

function toCursor(rows: unknown[], rowsWritten: number): Cursor {
  return { rowsWritten, toArray: () => rows, [Symbol.iterator]: () => rows[Symbol.iterator]() };
}
