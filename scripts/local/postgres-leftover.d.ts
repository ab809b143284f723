/** What Postgres notes of itself in its data folder; `ready` once it takes connections. */
export type Postmaster = {
  pid: number;
  port: number;
  ready: boolean;
};
/** Reads postmaster.pid; undefined when there is none or it is not written out yet. */
export declare function readPostmaster(dataFolder: string): Postmaster | undefined;
/**
 * Stops a Postgres that outlived its launcher, so that the next one is watched again, and removes a postmaster.pid whose
 * number now belongs to some other program.
 */
export declare function clearLeftoverPostgres(dataFolder: string): Promise<void>;
/** Stops a postmaster: fast for up to 5 s, then at once, then by force. */
export declare function stopPostmaster(pid: number, isAlive: () => boolean): Promise<void>;
