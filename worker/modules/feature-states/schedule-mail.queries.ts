import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type { EnvironmentPlace } from './state-place.ts';

/** How the place is called and reached, and the addresses of those who are told what is scheduled there. */
export type ScheduleFacts = { environment: string; environmentKey: string; project: string; emails: string[] };

/**
 * The author, then whoever administers the environment or its project by a grant of their own. Left out are those who are not active, and
 * those who got `anHour` mails of the subject in the last hour.
 */
export async function findScheduleFacts(
  db: Db,
  { environmentId, projectId }: EnvironmentPlace,
  authorId: number | null,
  { subject, atMost, anHour }: { subject: string; atMost: number; anHour: number },
): Promise<ScheduleFacts | null> {
  const [row] = (await db.execute(sql`
    select e.name as environment, e.api_key as "environmentKey", p.name as project, array(
      select u.email from users u where u.is_active and u.email <> ''
        and u.id in (select ${authorId}::int
          union all select g.user_id from user_environment_permissions g where g.environment_id = e.id and g.admin
          union all select g.user_id from user_project_permissions g where g.project_id = p.id and g.admin)
        and u.email not in (select m.recipient from mails m
          where m.created_at > now() - interval '1 hour' and starts_with(m.subject, ${subject})
          group by m.recipient having count(*) >= ${anHour}::int)
      order by (u.id = ${authorId}::int) is true desc, u.id limit ${atMost}::int) as emails
    from environments e join projects p on p.id = e.project_id
    where e.id = ${environmentId} and p.id = ${projectId}`)) as ScheduleFacts[];
  return row ?? null;
}
