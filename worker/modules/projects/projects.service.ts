import type { ProjectInput, ProjectPatch } from '../../contract/projects.ts';
import type { Actor, Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { DomainError, forbidden, invalid, notFound } from '../../core/errors.ts';
import { checkPattern } from '../../engine/index.ts';
import { recordAudit, touchEnvironment, transact, type Write } from '../audit/transact.service.ts';
import { toProject, toProjectDetail, toProjectValues } from './projects.mappers.ts';
import {
  countOfProject,
  deleteProject,
  findProject,
  insertProject,
  insertProjectAdmin,
  isProjectCreationRestricted,
  listLiveEnvironmentIds,
  listVisibleProjects,
  lockProject,
  updateProject,
  type ProjectRow,
} from './projects.queries.ts';

export async function listProjects(context: Context, filter: { organisationId?: number; uuid?: string }) {
  const rows = await listVisibleProjects(context.database.db, actorOf(context), filter);
  return rows.map(toProject);
}

export async function getProject({ database }: Context, projectId: number) {
  const [row, counts] = await Promise.all([
    findProject(database.db, projectId),
    countOfProject(database.db, projectId),
  ]);
  if (row === null) throw notFound();
  return toProjectDetail(row, counts);
}

/** The creator becomes the project's administrator; a master key is one already. */
export async function createProject(context: Context, scope: Scope, input: ProjectInput) {
  actorOf(context);
  checkInput(input);
  if (
    !scope.grants.isOrganisationAdmin &&
    (await isProjectCreationRestricted(context.database.db, scope.organisationId))
  ) {
    throw forbidden();
  }
  return withUniqueName(() =>
    transact(context, async (write) => {
      const row = await insertProject(write.db, scope.organisationId, { ...toProjectValues(input), name: input.name });
      const place = { organisationId: row.organisationId, projectId: row.id };
      await welcomeProjectCreator(write, place);
      recordAudit(write, {
        ...describe(row),
        log: `Project created: ${row.name}`,
        change: 'CREATE',
        after: { name: row.name },
      });
      return toProject(row);
    }),
  );
}

/** Whoever makes a project administers it. */
export async function welcomeProjectCreator(
  { db, context }: Write,
  place: { organisationId: number; projectId: number },
): Promise<void> {
  if (context.actor?.kind === 'user') await insertProjectAdmin(db, place, context.actor.id);
}

export async function changeProject(context: Context, { projectId }: Scope, input: ProjectPatch) {
  checkInput(input);
  return withUniqueName(() =>
    transact(context, async (write) => {
      const before = await lockProject(write.db, projectId ?? 0);
      if (before === null) throw notFound();
      const values = toProjectValues(input);
      if (Object.keys(values).length === 0) return toProject(before);
      const row = await updateProject(write.db, before.id, values);
      const changes = findChanges(toProject(before), toProject(row));
      if (changes === null) return toProject(row);
      await touchAll(write, row.id);
      recordAudit(write, { ...describe(row), log: `Project updated: ${row.name}`, change: 'UPDATE', ...changes });
      return toProject(row);
    }),
  );
}

export async function removeProject(context: Context, { projectId }: Scope): Promise<void> {
  await transact(context, async (write) => {
    const row = await lockProject(write.db, projectId ?? 0);
    if (row === null) throw notFound();
    await touchAll(write, row.id);
    await deleteProject(write.db, row.id, context.now());
    recordAudit(write, {
      ...describe(row),
      log: `Project deleted: ${row.name}`,
      change: 'DELETE',
      before: { name: row.name },
    });
  });
}

/** Every environment shows something of its project. */
async function touchAll(write: Write, projectId: number): Promise<void> {
  for (const id of await listLiveEnvironmentIds(write.db, projectId)) touchEnvironment(write, id, 'project');
}

function describe(row: ProjectRow) {
  return {
    organisationId: row.organisationId,
    projectId: row.id,
    type: 'PROJECT' as const,
    objectId: row.id,
    objectUuid: row.uuid,
  };
}

function checkInput(input: ProjectPatch): void {
  const pattern = input.feature_name_regex;
  const problem = pattern ? checkPattern(pattern) : null;
  if (problem !== null) throw invalid({ feature_name_regex: [problem.message] });
}

async function withUniqueName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (violatedConstraint(error) !== 'projects_name_unique') throw error;
    throw invalid({ non_field_errors: ['The fields name, organisation must make a unique set.'] });
  }
}

function actorOf({ actor }: Context): Actor {
  if (actor === null) throw new DomainError('UNAUTHENTICATED', 'Authentication credentials were not provided.');
  return actor;
}
