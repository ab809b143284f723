import type { Database } from '../../core/database.ts';

/** Whether anybody has an account, and whether anybody has ever signed in. */
export async function readUserPresence(
  database: Database,
  limitMs: number,
): Promise<{ has_users: boolean; has_logins: boolean }> {
  const sql = `select exists (select from users) as has_users,
    exists (select from users where last_login is not null) as has_logins`;
  const [row] = await database.query({ sql, params: [] }, limitMs);
  return { has_users: row?.['has_users'] === true, has_logins: row?.['has_logins'] === true };
}
