import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { telemetryReports } from '../../../drizzle/schema/telemetry.ts';
import type { TelemetryReport } from '../../contract/telemetry.ts';

export type Counts = Omit<TelemetryReport, 'debug_enabled' | 'env'>;

/** How much there is in the whole installation. */
export async function countEverything(db: Db): Promise<Counts> {
  const rows = await db.execute(sql`
    select (select count(*) from organisations where deleted_at is null)::int as organisations,
      (select count(*) from projects where deleted_at is null)::int as projects,
      (select count(*) from environments where deleted_at is null)::int as environments,
      (select count(*) from features where deleted_at is null)::int as features,
      (select count(*) from segments
        where deleted_at is null and version_of_id is null and change_request_id is null)::int as segments,
      (select count(*) from users)::int as users`);
  return rows[0] as Counts;
}

/** Whether it is the caller's turn to report: of all that ask within the time, one gets it. */
export async function takeTurn(db: Db, secondsApart: number): Promise<boolean> {
  const rows = await db.execute(sql`
    insert into telemetry_turns as t (id, taken_at) values (1, now())
    on conflict (id) do update set taken_at = excluded.taken_at
      where t.taken_at <= now() - make_interval(secs => ${secondsApart}) returning 1`);
  return rows.length > 0;
}

export async function insertReport(db: Db, address: string, report: TelemetryReport): Promise<void> {
  const { debug_enabled: debugEnabled, ...rest } = report;
  await db.insert(telemetryReports).values({ ...rest, debugEnabled, address: address.slice(0, 100) });
}

export async function removeReportsOlderThan(db: Db, days: number): Promise<void> {
  await db.execute(sql`delete from telemetry_reports where received_at < now() - make_interval(days => ${days})`);
}
