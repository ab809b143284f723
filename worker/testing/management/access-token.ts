import { createHash, randomBytes } from 'node:crypto';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import { oauthTokens } from '../../../drizzle/schema/index.ts';
import type { ApplicationScope } from '../../core/access.ts';

/** A token by which our command line client acts for the user, for an hour and with the scope, as an Authorization header. */
export async function createAccessToken(
  pool: Pool,
  userId: number,
  scope: ApplicationScope,
  more: Partial<typeof oauthTokens.$inferInsert> = {},
): Promise<{ authorization: string }> {
  const token = `hya_${randomBytes(32).toString('hex')}`;
  const { rows } = await pool.query("select id from oauth_applications where client_id = 'flagsmith-cli'");
  await drizzle({ client: pool })
    .insert(oauthTokens)
    .values({
      applicationId: rows[0].id as number,
      userId,
      scope,
      family: `test-${randomBytes(8).toString('hex')}`,
      accessTokenHash: createHash('sha256').update(token).digest('hex'),
      expiresAt: new Date(Date.now() + 3_600_000),
      ...more,
    });
  return { authorization: `Bearer ${token}` };
}
