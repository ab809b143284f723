import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';

export type WebhookTarget = {
  id: number;
  uuid: string;
  url: string;
  sealedSecret: string;
  organisationId: number;
  environmentId: number | null;
};

const COLUMNS = sql`id, uuid, url, sealed_secret as "sealedSecret", organisation_id as "organisationId"`;
const idList = (ids: readonly number[]): SQL => sql`any(${`{${ids.join(',')}}`}::int[])`;

/** The webhook of an environment or of the organisation. */
export async function findWebhookTarget(
  db: Db,
  organisationId: number,
  {
    environmentWebhookId,
    organisationWebhookId,
  }: { environmentWebhookId: number | null; organisationWebhookId: number | null },
): Promise<WebhookTarget | null> {
  const [row] = await db.execute(sql`
    select ${COLUMNS}, environment_id as "environmentId" from environment_webhooks
    where organisation_id = ${organisationId} and id = ${environmentWebhookId}::int
    union all
    select ${COLUMNS}, null from organisation_webhooks
    where organisation_id = ${organisationId} and id = ${organisationWebhookId}::int`);
  return (row as WebhookTarget | undefined) ?? null;
}

/** Webhooks that are switched on: those of the organisations, and those of the environments. */
export async function listEnabledWebhooks(
  db: Db,
  organisationIds: readonly number[],
  environmentIds: readonly number[],
): Promise<{ id: number; organisationId: number; environmentId: number | null }[]> {
  const rows = await db.execute(sql`
    select id, organisation_id as "organisationId", environment_id as "environmentId" from environment_webhooks
    where enabled and organisation_id = ${idList(organisationIds)} and environment_id = ${idList(environmentIds)}
    union all
    select id, organisation_id, null from organisation_webhooks where enabled and organisation_id = ${idList(organisationIds)}
    order by 3 nulls last, 1`);
  return rows as { id: number; organisationId: number; environmentId: number | null }[];
}
