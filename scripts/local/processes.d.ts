/** Whether a process with this id exists; one of another user counts. */
export declare function isRunning(pid: number): boolean;
/** Sends a signal; a process that is gone is no error. */
export declare function signal(pid: number, name: NodeJS.Signals): void;
/** The command line of a process; empty when it is gone or hidden. */
export declare function readCommand(pid: number): string;
/** Ids of the process and of everything below it, parents first. Reads /proc, so Linux only. */
export declare function listProcessTree(root: number): number[];
