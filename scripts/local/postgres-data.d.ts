import { type PostgresAccount } from './postgres-account.ts';
/** Creates the data folder if there is none, and returns the password of the user `postgres`. */
export declare function openPostgresData(folder: string, account: PostgresAccount, durable: boolean): Promise<string>;
