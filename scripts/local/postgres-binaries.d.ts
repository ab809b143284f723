/** Where the programs of one Postgres installation are, and its version as the package names it. */
export type PostgresBinaries = {
  root: string;
  initdb: string;
  postgres: string;
  version: string;
};
/** Finds the Postgres programs that npm installed for this platform. Throws ExpectedError when there are none. */
export declare function findPostgresBinaries(): PostgresBinaries;
/** A copy of the programs below a folder that every user can enter, for a checkout that only root can enter. */
export declare function copyPostgresBinaries(binaries: PostgresBinaries, shared: string): PostgresBinaries;
/** The folder, created and enterable by all but writable by root alone; undefined where that cannot be had. */
export declare function openFolder(path: string): string | undefined;
