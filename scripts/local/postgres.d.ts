import { type PostgresAccount } from './postgres-account.ts';
export type PostgresOptions = {
  /** Holds the data, the password and the log; created when missing. */
  folder: string;
  /**
   * True: every commit is on disk before it is acknowledged. False: it is with the operating system, which saves it from
   * the death of the server but not of the machine.
   */
  durable: boolean;
  /** A fixed port on 127.0.0.1; a free one when absent. */
  port?: number;
};
export type PostgresServer = {
  pid: number;
  port: number;
  password: string;
  /** How it is run: as the caller, as the user nobody, or in a user namespace. */
  account: PostgresAccount['name'];
  dataFolder: string;
  /** Connection address of a database, `postgres` when none is named. */
  urlOf(database?: string): string;
  /** Resolves when the server has ended, for whatever reason. */
  exited: Promise<void>;
  /** Fast shutdown; resolves when the server has ended. May be called again. */
  stop(): Promise<void>;
};
/**
 * Starts the embedded Postgres on 127.0.0.1 over the folder, creating the database cluster the first time, and resolves
 * when it takes connections. Only one launcher may use a folder at a time. Throws ExpectedError with the end of the log.
 */
export declare function startPostgres(options: PostgresOptions): Promise<PostgresServer>;
