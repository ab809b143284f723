import { and, eq, isNull, lt, notExists, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { oauthApplications, oauthGrants, oauthTokens } from '../../../drizzle/schema/oauth.ts';

export type Client = typeof oauthApplications.$inferSelect;

export async function findClient(db: Db, clientId: string): Promise<Client | null> {
  const [row] = await db.select().from(oauthApplications).where(eq(oauthApplications.clientId, clientId));
  return row ?? null;
}

export async function insertClient(db: Db, row: typeof oauthApplications.$inferInsert): Promise<Client | null> {
  const [made] = await db.insert(oauthApplications).values(row).returning();
  return made ?? null;
}

/** Removes applications that registered themselves long ago and act for nobody. */
export async function deleteUnusedClients(db: Db, before: Date): Promise<void> {
  await db.delete(oauthApplications).where(
    and(
      lt(oauthApplications.createdAt, before),
      eq(oauthApplications.skipAuthorization, false),
      isNull(oauthApplications.userId),
      notExists(
        db
          .select({ one: sql`1` })
          .from(oauthGrants)
          .where(eq(oauthGrants.applicationId, oauthApplications.id)),
      ),
      notExists(
        db
          .select({ one: sql`1` })
          .from(oauthTokens)
          .where(eq(oauthTokens.applicationId, oauthApplications.id)),
      ),
    ),
  );
}
