import { type Socket } from 'node:net';
/** The one database that a bridge leads to. */
export type NeonTarget = {
  host: string;
  port: number;
  tls: boolean | object;
  digest: Buffer;
};
/** Reads a Postgres address. */
export declare function parseTarget(databaseUrl: string): NeonTarget;
/** Whether the address that a driver sent names the same user, password and database as the target. */
export declare function isAllowed(target: NeonTarget, sent: string | string[] | undefined): boolean;
/** Opens a connection to the target, with TLS if its address asks for it. Rejects after `patience` milliseconds. */
export declare function connectToTarget(target: NeonTarget, patience: number): Promise<Socket>;
