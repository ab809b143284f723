import type { Db } from '../../../drizzle/db.ts';
import type { Context } from '../../core/context.ts';
import { findSiteDomain } from './sites.queries.ts';

/**
 * Where links in mails lead, without a slash at its end: FLAGSMITH_DOMAIN, else what the first superuser said, else where the
 * request was sent to. In a transaction, name its `db`.
 */
export async function findSite({ setting, database, origin }: Context, db: Db = database.db): Promise<string> {
  const domain = setting('FLAGSMITH_DOMAIN') ?? (await findSiteDomain(db));
  return domain === null ? origin : toSite(domain);
}

/** A domain as an address. Loopback is where nobody has a certificate. */
export function toSite(domain: string): string {
  const bare = domain.trim().replace(/\/+$/, '');
  if (/^https?:\/\//i.test(bare)) return bare;
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(bare) ? `http://${bare}` : `https://${bare}`;
}
