import { createMember, type Person } from '../management/people.ts';
import type { Dashboard } from './dashboard.ts';

/** A member who may view the demo's project and those of its environments (0: Development, 1: Production), and no more. */
export async function createViewer({ server }: Dashboard, environments: readonly (0 | 1)[]): Promise<Person> {
  const { organisationId, projectId } = server.demo[0]!;
  const member = await createMember(server.db, organisationId, 'USER');
  await server.db.query(
    `insert into user_project_permissions (user_id, project_id, organisation_id, permissions) values ($1, $2, $3, '{VIEW_PROJECT}')`,
    [member.id, projectId, organisationId],
  );
  for (const index of environments) {
    await server.db.query(
      `insert into user_environment_permissions (user_id, environment_id, organisation_id, permissions) values ($1, $2, $3, '{VIEW_ENVIRONMENT}')`,
      [member.id, server.demo[index]?.environmentId, organisationId],
    );
  }
  return member;
}
