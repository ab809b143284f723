import { and, asc, count, eq, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { environmentWebhooks, organisationWebhooks } from '../../../drizzle/schema/webhooks.ts';

/** Whose webhooks: an environment's, or where that is null the organisation's. */
export type WebhookOwner = { organisationId: number; environmentId: number | null };
export type WebhookRow = Awaited<ReturnType<typeof listWebhooks>>[number];
export type WebhookValues = { url: string; enabled: boolean; sealedSecret: string };

export async function listWebhooks(db: Db, owner: WebhookOwner, window?: { limit: number; offset: number }) {
  const table = tableOf(owner);
  const query = db.select(columnsOf(table)).from(table).where(ofOwner(owner)).orderBy(asc(table.id)).$dynamic();
  return window === undefined ? query : query.limit(window.limit).offset(window.offset);
}

export async function countWebhooks(db: Db, owner: WebhookOwner): Promise<number> {
  const [row] = await db.select({ count: count() }).from(tableOf(owner)).where(ofOwner(owner));
  return row?.count ?? 0;
}

export async function findWebhook(db: Db, owner: WebhookOwner, id: number): Promise<WebhookRow | null> {
  const table = tableOf(owner);
  const [row] = await db
    .select(columnsOf(table))
    .from(table)
    .where(and(ofOwner(owner), eq(table.id, id)));
  return row ?? null;
}

export async function insertWebhook(
  db: Db,
  owner: WebhookOwner,
  values: WebhookValues & { uuid: string },
): Promise<WebhookRow | null> {
  const { organisationId, environmentId } = owner;
  const rows =
    environmentId === null
      ? await db
          .insert(organisationWebhooks)
          .values({ organisationId, ...values })
          .returning(columnsOf(organisationWebhooks))
      : await db
          .insert(environmentWebhooks)
          .values({ organisationId, environmentId, ...values })
          .returning(columnsOf(environmentWebhooks));
  return rows[0] ?? null;
}

export async function updateWebhookRow(
  db: Db,
  owner: WebhookOwner,
  id: number,
  values: WebhookValues & { updatedAt: Date },
): Promise<WebhookRow | null> {
  const table = tableOf(owner);
  const [row] = await db
    .update(table)
    .set(values)
    .where(and(ofOwner(owner), eq(table.id, id)))
    .returning(columnsOf(table));
  return row ?? null;
}

export async function deleteWebhookRow(db: Db, owner: WebhookOwner, id: number): Promise<WebhookRow | null> {
  const table = tableOf(owner);
  const [row] = await db
    .delete(table)
    .where(and(ofOwner(owner), eq(table.id, id)))
    .returning(columnsOf(table));
  return row ?? null;
}

/** The query builder cannot be asked about either of two tables; they share every column that is used here. */
function tableOf({ environmentId }: WebhookOwner): typeof organisationWebhooks {
  return environmentId === null
    ? organisationWebhooks
    : (environmentWebhooks as unknown as typeof organisationWebhooks);
}

function columnsOf(table: typeof organisationWebhooks | typeof environmentWebhooks) {
  return {
    id: table.id,
    uuid: table.uuid,
    url: table.url,
    sealedSecret: table.sealedSecret,
    enabled: table.enabled,
    createdAt: table.createdAt,
    updatedAt: table.updatedAt,
  };
}

function ofOwner({ organisationId, environmentId }: WebhookOwner): SQL | undefined {
  if (environmentId === null) return eq(organisationWebhooks.organisationId, organisationId);
  return and(
    eq(environmentWebhooks.organisationId, organisationId),
    eq(environmentWebhooks.environmentId, environmentId),
  );
}
