import { type PostgresServer } from './postgres.ts';
export type ThrowAwayPostgres = PostgresServer & {
  folder: string;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
};
/** Starts a fast Postgres in a folder of its own below the system's temporary folder: about 0.6 s. */
export declare function startThrowAwayPostgres(): Promise<ThrowAwayPostgres>;
/** Creates a database, lets `migrate` fill it by its address, and closes it to connections so that it can be cloned. */
export declare function createTemplateDatabase(
  adminUrl: string,
  name: string,
  migrate: (databaseUrl: string) => Promise<unknown>,
): Promise<void>;
