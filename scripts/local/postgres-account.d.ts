import { type ChildProcess, type SpawnOptions } from 'node:child_process';
import { type PostgresBinaries } from './postgres-binaries.ts';
/** How the Postgres programs are run: by whom, from where, and where their data may live. */
export type PostgresAccount = {
  name: 'self' | 'nobody' | 'namespace';
  binaries: PostgresBinaries;
  /** The data folder; its parent exists. */
  dataFolder: string;
  /** The owner that the data folder must have; undefined where it is whoever runs us. */
  owner: number | undefined;
};
/**
 * Postgres refuses to run as root, so root runs it as the user 65534 (nobody) if that user can enter the programs and
 * the folder; else from a copy of both in /var/lib/halyard; else in a user namespace. Throws ExpectedError when nothing works.
 */
export declare function choosePostgresAccount(folder: string, installed: PostgresBinaries): PostgresAccount;
/** Starts one of the Postgres programs under the account. */
export declare function spawnPostgresProgram(
  account: PostgresAccount,
  program: 'initdb' | 'postgres',
  parameters: string[],
  options: SpawnOptions,
): ChildProcess;
/** Gives everything below the path to the account, where it is not its own already. */
export declare function giveToAccount(account: PostgresAccount, path: string): void;
