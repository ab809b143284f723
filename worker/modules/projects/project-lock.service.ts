import { notFound } from '../../core/errors.ts';
import type { Write } from '../audit/transact.service.ts';
import { findProject, listLiveEnvironmentIds, lockProject, type ProjectRow } from './projects.queries.ts';

/** Keeps everybody else from adding features or environments to the project until the transaction ends. Throws NOT_FOUND. */
export async function lockProjectFor({ db }: Write, projectId: number): Promise<ProjectRow> {
  const row = await lockProject(db, projectId);
  if (row === null) throw notFound();
  return row;
}

export async function findProjectSettings({ db }: Pick<Write, 'db'>, projectId: number): Promise<ProjectRow> {
  const row = await findProject(db, projectId);
  if (row === null) throw notFound();
  return row;
}

/** The environments that show what the project holds. */
export async function listProjectEnvironmentIds({ db }: Pick<Write, 'db'>, projectId: number): Promise<number[]> {
  return listLiveEnvironmentIds(db, projectId);
}
