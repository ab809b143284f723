import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { IntegrationKind } from './integrations.queries.ts';

export type ChangeReceiver = {
  id: number;
  kind: IntegrationKind;
  organisationId: number;
  projectId: number | null;
  environmentId: number | null;
  settings: Record<string, unknown>;
};

/** The live integrations of the kinds in the organisations. */
export async function listReceivers(
  db: Db,
  organisationIds: readonly number[],
  kinds: readonly IntegrationKind[],
): Promise<ChangeReceiver[]> {
  const rows = await db.execute(sql`
    select id, kind, organisation_id as "organisationId", project_id as "projectId", environment_id as "environmentId", settings
    from integrations
    where organisation_id = any(${`{${organisationIds.join(',')}}`}::int[]) and deleted_at is null
      and kind = any(${`{${kinds.join(',')}}`}::text[])
    order by id`);
  return rows as ChangeReceiver[];
}

/** Channels that environments of the organisations post to; each with the id of its project's installation. */
export async function listSlackReceivers(db: Db, organisationIds: readonly number[]): Promise<ChangeReceiver[]> {
  const rows = await db.execute(sql`
    select i.id, i.kind, i.organisation_id as "organisationId", s.project_id as "projectId", s.environment_id as "environmentId",
      json_build_object('channel_id', s.channel_id) as settings
    from slack_environments s join integrations i on i.id = s.integration_id
    where i.organisation_id = any(${`{${organisationIds.join(',')}}`}::int[]) and i.deleted_at is null and s.enabled
    order by s.id`);
  return rows as ChangeReceiver[];
}

/** Those of one environment alone. */
export async function listEnvironmentReceivers(
  db: Db,
  environmentId: number,
  kinds: readonly IntegrationKind[],
): Promise<ChangeReceiver[]> {
  const rows = await db.execute(sql`
    select id, kind, organisation_id as "organisationId", project_id as "projectId", environment_id as "environmentId", settings
    from integrations
    where environment_id = ${environmentId} and deleted_at is null and kind = any(${`{${kinds.join(',')}}`}::text[])
    order by id`);
  return rows as ChangeReceiver[];
}

/** Where the delivery of an integration goes; null once it is removed. */
export async function findReceiverRow(db: Db, organisationId: number, id: number) {
  const [row] = await db.execute(sql`
    select id, uuid, kind, organisation_id as "organisationId", settings, secrets from integrations
    where id = ${id} and organisation_id = ${organisationId} and deleted_at is null`);
  return (row as IntegrationTarget | undefined) ?? null;
}

export type IntegrationTarget = {
  id: number;
  uuid: string;
  kind: IntegrationKind;
  organisationId: number;
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
};
