import { readMigrationFiles } from 'drizzle-orm/migrator';
import { fileURLToPath } from 'node:url';
import { withLock, type SqlClient } from './sql-client.ts';

const MIGRATION_LOCK = 4_270_331;
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));

// The names and columns are those of `drizzle-kit migrate`, so that either can go on where the other stopped.
const CREATE_JOURNAL = `
  create schema if not exists drizzle;
  create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`;

/**
 * Brings the database to the newest migration, all of it or nothing, and returns how many were applied. Starters that come
 * at the same time wait for the first. The folder is for a bundle that lies elsewhere than this file.
 */
export async function migrateDatabase(client: SqlClient, folder: string = MIGRATIONS_FOLDER): Promise<number> {
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  const newest = migrations.at(-1)?.folderMillis ?? 0;
  if ((await readLastApplied(client)) >= newest) return 0;
  return withLock(client, MIGRATION_LOCK, async () => {
    await client.query(CREATE_JOURNAL);
    const last = await readLastApplied(client);
    const pending = migrations.filter((migration) => migration.folderMillis > last);
    for (const migration of pending) {
      // Without parameters a text may hold many statements, which makes a migration one round trip.
      await client.query(migration.sql.join(';\n'));
      await client.query('insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)', [
        migration.hash,
        migration.folderMillis,
      ]);
    }
    return pending.length;
  });
}

async function readLastApplied(client: SqlClient): Promise<number> {
  const { rows } = await client.query(`select to_regclass('drizzle.__drizzle_migrations') is not null as present`);
  if (rows[0]?.['present'] !== true) return 0;
  const last = await client.query('select max(created_at)::float8 as last from drizzle.__drizzle_migrations');
  return Number(last.rows[0]?.['last'] ?? 0);
}
