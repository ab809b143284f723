import { Client, type QueryResult } from 'pg';
/** Runs the work over a connection of its own, which is closed afterwards. */
export declare function withConnection<Result>(
  databaseUrl: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result>;
/** Runs one statement over a connection of its own. */
export declare function runStatement(databaseUrl: string, statement: string): Promise<QueryResult>;
/** Creates a database of the server unless it is there already. */
export declare function ensureDatabase(adminUrl: string, name: string): Promise<void>;
/** The same address with another database's name. */
export declare function renameDatabase(databaseUrl: string, name: string): string;
