import { Client, type QueryResult, escapeIdentifier } from 'pg';

/** Runs the work over a connection of its own, which is closed afterwards. */
export async function withConnection<Result>(
  databaseUrl: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  // A connection that breaks makes its query reject; the event besides would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs one statement over a connection of its own. */
export function runStatement(databaseUrl: string, statement: string): Promise<QueryResult> {
  return withConnection(databaseUrl, (client) => client.query(statement));
}

/** Creates a database of the server unless it is there already. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  await withConnection(adminUrl, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
  });
}

/** The same address with another database's name. */
export function renameDatabase(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}
