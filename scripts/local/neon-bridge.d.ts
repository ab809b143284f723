export type NeonBridge = {
  /** `127.0.0.1:<port>`: what the Worker gets as NEON_LOCAL. */
  host: string;
  /** Cuts all connections and frees the port. */
  close(): Promise<void>;
};
/**
 * Serves what `@neondatabase/serverless` speaks (POST /sql, WebSocket /v2) on the loopback interface for one Postgres
 * database. A request must carry the user, password and database of `databaseUrl`.
 */
export declare function startNeonBridge(options: {
  databaseUrl: string;
  poolSize?: number;
  port?: number;
}): Promise<NeonBridge>;
