import type { Db } from '../../../drizzle/db.ts';
import { sites } from '../../../drizzle/schema/sites.ts';

export async function findSiteDomain(db: Db): Promise<string | null> {
  const [row] = await db.select({ domain: sites.domain }).from(sites);
  return row?.domain ?? null;
}

export async function upsertSite(db: Db, site: { name: string; domain: string }): Promise<void> {
  await db.insert(sites).values(site).onConflictDoUpdate({ target: sites.id, set: site });
}
