/** One connection: a `Client` of `pg` or of `@neondatabase/serverless`, or a connected client of their pools. */
export type SqlClient = {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
};

/** Runs the work in a transaction that holds the advisory lock, so that two processes never do the same work at once. */
export async function withLock<Result>(client: SqlClient, lock: number, work: () => Promise<Result>): Promise<Result> {
  await client.query('begin');
  try {
    // The lock belongs to the transaction and not to the session, which also holds behind a pooler.
    await client.query('select pg_advisory_xact_lock($1)', [lock]);
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
